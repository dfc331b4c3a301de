defmodule Phoenix.LiveDashboard.Router do
  @moduledoc "The route of LiveDashboard. In lab, the page describes what the real dashboard shows, and where lab shows the same."

  @doc "Defines the routes of the dashboard."
  defmacro live_dashboard(path, _opts \\ []) do
    quote do
      scope unquote(path), alias: false, as: false do
        forward "/", Phoenix.LiveDashboard.Page
      end
    end
  end
end

defmodule Phoenix.LiveDashboard.Page do
  @moduledoc false
  @behaviour Plug

  @impl true
  def init(opts), do: opts

  @impl true
  def call(conn, _opts) do
    Phoenix.DevPage.answer(conn, "LiveDashboard", """
    <p>LiveDashboard would show this node as it runs: its processes, ports, sockets and ETS tables, the applications it has
    started, what they measure, and the log of single requests. Its pages are not part of lab.</p>
    <p>This is the node now. The workbook's map (<code>lab run</code>) shows all nodes of a cluster as they change, and at a
    prompt <code>Process.list()</code>, <code>Process.info(pid)</code> and <code>:ets.all()</code> tell the rest.</p>
    <dl>#{for {name, value} <- now(), do: "<dt>#{name}</dt><dd>#{Plug.HTML.html_escape(value)}</dd>"}</dl>
    """)
  end

  defp now() do
    [
      {"Node", inspect(node())},
      {"Linked with", if(Node.list() == [], do: "no other node", else: Enum.map_join(Node.list(), ", ", &inspect/1))},
      {"Elixir", System.version()},
      {"Processes", to_string(length(Process.list()))},
      {"Memory", "#{div(:erlang.memory(:total), 1024 * 1024)} MB"},
      {"Applications", Application.started_applications() |> Enum.map(&to_string(elem(&1, 0))) |> Enum.sort() |> Enum.join(", ")}
    ]
  end
end

defmodule Phoenix.LiveDashboard.RequestLogger do
  @moduledoc false
  @behaviour Plug
  def init(opts), do: opts
  def call(conn, _opts), do: conn
end

defmodule Plug.Swoosh.MailboxPreview do
  @moduledoc "The page of sent mail. lab sends none, and the page says so."
  @behaviour Plug

  @impl true
  def init(opts), do: opts

  @impl true
  def call(conn, _opts) do
    Phoenix.DevPage.answer(conn, "Mailbox", """
    <p>This page would list the mail that the application has sent with Swoosh's local adapter, each with its addresses, its
    subject and its text. Mail is not part of lab: <code>deliver</code> answers <code>{:ok, %{}}</code> and sends nothing, so the
    list stays empty.</p>
    """)
  end
end

defmodule Phoenix.DevPage do
  @moduledoc false

  import Plug.Conn

  @style """
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
  body { max-width: 42rem; margin: 3rem auto; padding: 0 1rem }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.5rem } dt { font-weight: 600 } dd { margin: 0; overflow-wrap: anywhere }
  """

  @doc false
  def answer(conn, title, body) do
    conn
    |> put_resp_content_type("text/html")
    |> send_resp(200, ~s(<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>#{title}</title><style>#{@style}</style></head><body><h1>#{title}</h1>#{body}</body></html>))
    |> halt()
  end
end
