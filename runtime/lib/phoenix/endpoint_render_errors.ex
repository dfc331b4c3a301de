defmodule Phoenix.Endpoint.RenderErrors do
  @moduledoc false

  require Logger

  # Responds to an error in a plug unless a response was sent. Then raises the error again: the
  # server logs it, and tests can assert it. The error for a missing page is not raised again.
  @doc false
  def __catch__(conn, kind, reason, stack, endpoint) do
    reason = if kind == :error, do: Exception.normalize(:error, reason, stack), else: reason

    if Plug.ErrorHandler.answered?() do
      :erlang.raise(kind, reason, stack)
    else
      conn = answer(conn, kind, reason, stack, endpoint)
      if kind == :error and is_struct(reason, Phoenix.Router.NoRouteError), do: conn, else: :erlang.raise(kind, reason, stack)
    end
  end

  defp answer(conn, kind, reason, stack, endpoint) do
    status = status(kind, reason)
    opts = endpoint.config(:render_errors, [])
    conn = conn |> Plug.Conn.put_status(status) |> fetch_query()

    :telemetry.execute([:phoenix, :error_rendered], %{duration: 0}, %{
      conn: conn, status: status, kind: kind, reason: reason, stacktrace: stack, log: Keyword.get(opts, :log, :debug)
    })

    if endpoint.config(:debug_errors) do
      Plug.Debugger.render(conn, status, kind, reason, stack)
    else
      render(conn, status, kind, reason, stack, opts)
    end
  end

  defp status(:error, error), do: Plug.Exception.status(error)
  defp status(:throw, _), do: 500
  defp status(:exit, _), do: 500

  defp fetch_query(conn) do
    Plug.Conn.fetch_query_params(conn)
  rescue
    _ -> %{conn | params: %{}, query_params: %{}}
  end

  # The error view may fail too. Then the response is the status alone.
  defp render(conn, status, kind, reason, stack, opts) do
    {format, view} = view(conn, opts)

    try do
      if view == nil, do: throw(:no_view)
      conn = %{conn | private: Map.drop(conn.private, [:phoenix_layout, :phoenix_root_layout])}
      assigns = %{kind: kind, reason: reason, stack: stack, status: status, conn: conn}

      conn
      |> Phoenix.Controller.put_layout(false)
      |> Phoenix.Controller.put_root_layout(opts[:root_layout] || false)
      |> Phoenix.Controller.put_format(format)
      |> Map.update!(:private, &Map.put(&1, :phoenix_view, %{format => view}))
      |> Phoenix.Controller.render("#{status}.#{format}", assigns)
    catch
      _, _ -> Plug.Conn.send_resp(conn, status, Plug.Conn.Status.reason_phrase(status))
    end
  end

  defp view(conn, opts) do
    formats = for {format, view} <- opts[:formats] || accepted(opts), do: {to_string(format), view}
    wanted = conn.private[:phoenix_format] || requested(conn, formats)
    List.keyfind(formats, wanted, 0) || List.first(formats) || {"html", nil}
  end

  defp accepted(opts), do: for(format <- List.wrap(opts[:accepts]), do: {format, opts[:view]})

  defp requested(conn, formats) do
    accept = conn |> Plug.Conn.get_req_header("accept") |> Enum.join(",")
    Enum.find_value(formats, fn {format, _} -> if String.contains?(accept, MIME.type(format)), do: format end)
  end
end
