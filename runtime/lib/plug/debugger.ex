defmodule Plug.Debugger do
  @moduledoc "Error pages for developers: the exception, its file and line, and the request."

  import Plug.Conn
  import Plug.HTML, only: [html_escape: 1]

  @doc false
  defmacro __using__(_opts), do: quote(do: @before_compile(Plug.Debugger))

  @doc false
  defmacro __before_compile__(_env) do
    quote location: :keep do
      defoverridable call: 2

      def call(conn, opts) do
        super(conn, opts)
      rescue
        error in Plug.Conn.WrapperError ->
          Plug.Debugger.__catch__(error.conn, error.kind, error.reason, error.stack)
      catch
        kind, reason -> Plug.Debugger.__catch__(conn, kind, reason, __STACKTRACE__)
      end
    end
  end

  @doc false
  def __catch__(conn, kind, reason, stack) do
    reason = Exception.normalize(kind, reason, stack)
    status = if kind == :error, do: Plug.Exception.status(reason), else: 500

    unless Plug.ErrorHandler.answered?(), do: render(conn, status, kind, reason, stack)

    :erlang.raise(kind, reason, stack)
  end

  @doc "Sends an error page."
  def render(conn, status, kind, reason, stack) do
    if html?(conn) do
      conn |> put_resp_content_type("text/html") |> send_resp(status, page(conn, status, kind, reason, stack))
    else
      text = "# #{title(kind, reason)} at #{conn.method} #{conn.request_path}\n\n#{Exception.format(kind, reason, stack)}"
      conn |> put_resp_content_type("text/markdown") |> send_resp(status, text)
    end
  end

  defp html?(conn) do
    case get_req_header(conn, "accept") do
      [] -> false
      [accept | _] -> String.contains?(accept, ["html", "*/*"])
    end
  end

  defp title(:error, %struct{}), do: inspect(struct)
  defp title(kind, _reason), do: "unhandled #{kind}"

  defp page(conn, status, kind, reason, stack) do
    frames = Enum.map(stack, &frame/1)

    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>#{html_escape(title(kind, reason))} at #{conn.method} #{html_escape(conn.request_path)}</title>
    <style>#{style()}</style>
    </head>
    <body>
    <main>
    <p class="at"><strong>#{status}</strong> #{html_escape(title(kind, reason))} at #{conn.method} <code>#{html_escape(conn.request_path)}</code></p>
    <h1>#{html_escape(message(kind, reason, stack))}</h1>
    #{if own = Enum.find(frames, & &1.own), do: snippet(own)}
    #{routes(reason)}
    <h2>Stack</h2>
    <ol>#{Enum.map_join(frames, fn frame -> "<li#{if frame.own, do: ~s( class="own"), else: ""}><code>#{html_escape(frame.text)}</code></li>" end)}</ol>
    <h2>Request</h2>
    #{table(request(conn))}
    </main>
    </body>
    </html>
    """
  end

  defp message(:error, error, _stack), do: Exception.message(error)
  defp message(kind, reason, stack), do: Exception.format_banner(kind, reason, stack)

  # The file of a frame of the project is in the node's folder.
  defp frame({_module, _function, _arity, info} = entry) do
    file = info |> Keyword.get(:file, ~c"") |> to_string()
    line = Keyword.get(info, :line, 0)
    own = String.ends_with?(file, [".ex", ".exs", ".heex", ".eex"]) and File.regular?(file)
    %{text: entry |> Exception.format_stacktrace_entry() |> String.trim(), file: file, line: line, own: own and line > 0}
  end

  defp snippet(%{file: file, line: line}) do
    lines =
      file |> File.read!() |> String.split("\n") |> Enum.with_index(1) |> Enum.filter(fn {_, n} -> abs(n - line) <= 5 end)

    shown =
      Enum.map_join(lines, "\n", fn {text, n} ->
        row = "#{n |> Integer.to_string() |> String.pad_leading(4)}  #{html_escape(text)}"
        if n == line, do: "<mark>#{row}</mark>", else: row
      end)

    "<p class=\"file\">#{html_escape(file)}:#{line}</p><pre>#{shown}</pre>"
  end

  defp routes(%{router: router}) when is_atom(router) and router != nil do
    "<h2>Routes</h2><pre>#{router |> Phoenix.Router.ConsoleFormatter.format() |> html_escape()}</pre>"
  end

  defp routes(_reason), do: ""

  defp request(conn) do
    [{"method", conn.method}, {"path", conn.request_path}, {"query", conn.query_string}] ++
      [{"parameters", params(conn.params)}] ++ for({k, v} <- conn.req_headers, k not in ["cookie", "authorization"], do: {k, v})
  end

  defp params(%Plug.Conn.Unfetched{}), do: "not read"
  defp params(params), do: inspect(params, pretty: true)

  defp table(rows) do
    "<table>#{Enum.map_join(rows, fn {k, v} -> "<tr><th scope=\"row\">#{html_escape(k)}</th><td><code>#{html_escape(v)}</code></td></tr>" end)}</table>"
  end

  defp style() do
    """
    :root{color-scheme:light dark;--fg:#1b1b1f;--bg:#fafafa;--soft:#e9e9ee;--hot:#b3261e;--mark:#ffe7a8}
    @media (prefers-color-scheme:dark){:root{--fg:#e6e6ea;--bg:#16161a;--soft:#26262c;--hot:#ff8a80;--mark:#5a4500}}
    body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
    main{max-width:70rem;margin:0 auto;padding:1.5rem}
    h1{font-size:1.4rem;color:var(--hot);white-space:pre-wrap;overflow-wrap:anywhere}h2{font-size:1.1rem}
    pre{background:var(--soft);padding:1rem;overflow:auto;border-radius:.4rem}mark{background:var(--mark);color:inherit;display:inline-block;min-width:100%}
    ol{padding-left:1.5rem}li{opacity:.75}li.own{opacity:1;font-weight:600}
    table{border-collapse:collapse;width:100%}th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0;font-weight:500}td{overflow-wrap:anywhere}
    """
  end
end
