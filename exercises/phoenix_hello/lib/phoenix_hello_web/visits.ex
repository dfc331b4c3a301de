defmodule PhoenixHelloWeb.Visits do
  @moduledoc """
  Counts a browser's requests in its session, and records the node that rendered the page.

  The session is in the browser's cookie, so the next node finds it there.
  """

  @behaviour Plug

  import Plug.Conn

  @impl true
  def init(opts), do: opts

  @impl true
  def call(conn, _opts) do
    conn
    |> put_session(:visits, get_session(conn, :visits, 0) + 1)
    |> put_session(:made_by, to_string(node()))
  end
end
