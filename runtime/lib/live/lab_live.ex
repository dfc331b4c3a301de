defmodule LabLive do
  @moduledoc """
  Serves lab's client of LiveViews at /assets/lab_live.js:

      plug LabLive

  and in the root layout:

      <script defer src="/assets/lab_live.js"></script>
  """

  @behaviour Plug

  import Plug.Conn

  @path ["assets", "lab_live.js"]

  @impl true
  def init(opts), do: opts

  @impl true
  def call(%Plug.Conn{method: method, path_info: @path} = conn, _opts) when method in ["GET", "HEAD"] do
    source = :lab_live.client()
    etag = "\"#{Base.encode16(:erlang.md5(source), case: :lower)}\""
    conn = conn |> put_resp_header("cache-control", "public, max-age=600") |> put_resp_header("etag", etag)

    if etag in get_req_header(conn, "if-none-match") do
      conn |> send_resp(304, "") |> halt()
    else
      conn |> put_resp_content_type("text/javascript") |> send_resp(200, source) |> halt()
    end
  end

  def call(conn, _opts), do: conn
end
