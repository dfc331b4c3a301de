defmodule PhoenixHelloWeb.Endpoint do
  @moduledoc "The entry point of requests. Each request passes through these plugs in order. The router is the last."

  use Phoenix.Endpoint, otp_app: :phoenix_hello

  # The session is kept in a cookie that is signed but not encrypted: the browser can
  # read it and cannot change it.
  @session_options [
    store: :cookie,
    key: "_phoenix_hello_key",
    signing_salt: "hB4xk0Lq",
    same_site: "Lax"
  ]

  socket "/live", Phoenix.LiveView.Socket, websocket: [connect_info: [session: @session_options]]

  # The client of LiveViews that comes with lab, at /assets/lab_live.js.
  plug LabLive

  plug Plug.Static,
    at: "/",
    from: :phoenix_hello,
    only: PhoenixHelloWeb.static_paths(),
    # The browser caches these files. A reload of the page then makes two requests, one for
    # the page and one for its WebSocket, and a load balancer counts two.
    cache_control_for_etags: "public, max-age=600"

  plug Plug.RequestId
  plug Plug.Telemetry, event_prefix: [:phoenix, :endpoint], log: {__MODULE__, :log_level, []}

  plug Plug.Parsers,
    parsers: [:urlencoded, :multipart, :json],
    pass: ["*/*"],
    json_decoder: Phoenix.json_library()

  plug Plug.MethodOverride
  plug Plug.Head
  plug Plug.Session, @session_options
  plug PhoenixHelloWeb.Router

  @doc "Returns the log level of a request. The health checks of a load balancer are not logged."
  def log_level(%{path_info: [path]}) when path in ["health", "healthcheck"], do: false
  def log_level(_conn), do: :info
end
