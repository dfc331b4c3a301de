defmodule PhoenixHelloWeb.HelloController do
  @moduledoc "Leads those who ask for nothing to the page at /hello."

  use PhoenixHelloWeb, :controller

  def home(conn, _params) do
    redirect(conn, to: ~p"/hello")
  end
end
