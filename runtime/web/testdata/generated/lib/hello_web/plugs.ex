defmodule HelloWeb.Locale do
  import Plug.Conn

  def init(default), do: default
  def call(%{params: %{"locale" => locale}} = conn, _default), do: assign(conn, :locale, locale)
  def call(conn, default), do: assign(conn, :locale, default)
end

defmodule HelloWeb.Mounted do
  use Plug.Router

  plug :match
  plug :dispatch

  get "/at/:name" do
    send_resp(conn, 200, "#{name} below #{Enum.join(conn.script_name, "/")}")
  end

  match _ do
    send_resp(conn, 404, "nothing is mounted here")
  end
end
