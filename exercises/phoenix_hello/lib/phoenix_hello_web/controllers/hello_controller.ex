defmodule PhoenixHelloWeb.HelloController do
  @moduledoc "Redirects / to the page at /hello."

  use PhoenixHelloWeb, :controller

  def home(conn, _params) do
    redirect(conn, to: ~p"/hello")
  end
end
