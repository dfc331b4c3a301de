defmodule PhoenixHelloWeb.HealthController do
  @moduledoc "Answers the health checks of a load balancer."

  use PhoenixHelloWeb, :controller

  def show(conn, _params) do
    json(conn, %{status: "ok", node: node()})
  end
end
