defmodule PhoenixHelloWeb.HealthController do
  @moduledoc "Tells a load balancer that this node is well."

  use PhoenixHelloWeb, :controller

  def show(conn, _params) do
    json(conn, %{status: "ok", node: node()})
  end
end
