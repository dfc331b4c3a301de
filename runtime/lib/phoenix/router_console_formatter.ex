defmodule Phoenix.Router.ConsoleFormatter do
  @moduledoc false

  @doc "Formats the routes for `mix phx.routes`."
  def format(router, endpoint \\ nil) do
    rows = for(route <- router.__routes__(), do: row(route)) ++ sockets(endpoint)
    verbs = width(rows, 0)
    paths = width(rows, 1)

    # The socket of the live reloader counts for the widths of the columns, but is not shown.
    for {verb, path, target} <- rows, target != "Phoenix.LiveReloader.Socket", into: "" do
      "  #{String.pad_trailing(verb, verbs)}  #{String.pad_trailing(path, paths)}  #{target}\n"
    end
  end

  defp width(rows, column), do: rows |> Enum.map(&String.length(elem(&1, column))) |> Enum.max(fn -> 0 end)

  defp row(%{metadata: %{phoenix_live_view: {view, action, _, _}}} = route), do: row(route, view, action)
  defp row(route), do: row(route, route.plug, route.plug_opts)
  defp row(route, plug, opts), do: {verb(route.verb), route.path, inspect(plug) <> " " <> inspect(opts)}

  defp verb(:*), do: "*"
  defp verb(verb), do: verb |> Atom.to_string() |> String.upcase()

  defp sockets(nil), do: []

  defp sockets(endpoint) do
    for {path, socket, opts} <- endpoint.__sockets__(), Keyword.get(opts, :websocket, true) do
      {"WS", path <> "/websocket", inspect(socket)}
    end
  end
end
