defmodule LabAssets do
  @moduledoc """
  Serves the files that an endpoint's watchers would write to priv/static, from memory:

      config :my_app, MyAppWeb.Endpoint,
        watchers: [esbuild: {Esbuild, :install_and_run, [:my_app, ~w(--sourcemap=inline --watch)]}]
  """

  import Plug.Conn

  alias LabAssets.{Builder, Note, Profile}

  @doc """
  Returns the child specifications for an endpoint's watchers. lab does not run watchers that are
  other programs, and logs a message for each.
  """
  def children(_endpoint, _otp_app, none) when none in [nil, []], do: []

  def children(endpoint, otp_app, watchers) do
    {known, other} = Enum.split_with(watchers, &match?({_, {module, :install_and_run, [_ | _]}} when module in [Esbuild, Tailwind], &1))
    static = Application.app_dir(otp_app, "priv/static")

    builders =
      for {key, {module, _, [name | more]}} <- known do
        profile = Profile.fetch!(tool(module), name, List.flatten(more))
        {Module.concat([endpoint, "Watcher", Macro.camelize(to_string(key))]), profile}
      end

    # A profile for a single file takes precedence over a profile for a folder.
    outputs = for {name, profile} <- builders, {kind, path} = output <- [Profile.output(profile)], do: {kind, {name, static, output, first(path, static)}}
    :persistent_term.put({__MODULE__, endpoint}, outputs |> Enum.sort_by(&elem(&1, 0)) |> Enum.map(&elem(&1, 1)))
    for {key, _} <- other, do: Note.once("The watcher #{key} is not run: lab has Esbuild and Tailwind, and starts no other programs.")
    for builder <- builders, do: Builder.child_spec(builder)
  end

  # Returns the first segment of the request paths, or :any.
  defp first(path, static) do
    case Path.relative_to(path, static) do
      "." -> :any
      below -> below |> Path.split() |> hd()
    end
  end

  defp tool(Esbuild), do: :esbuild
  defp tool(Tailwind), do: :tailwind

  @doc "Answers a request for a file of a watcher, and passes on any other request."
  def call(%Plug.Conn{method: method} = conn, endpoint) when method in ["GET", "HEAD"] do
    with [_ | _] = all <- :persistent_term.get({__MODULE__, endpoint}, []),
         [first | _] = segments <- conn.path_info,
         first = URI.decode(first),
         [_ | _] = builders <- for({_, _, _, begins} = builder <- all, begins == first or begins == :any, do: builder),
         segments = Enum.map(segments, &URI.decode/1),
         false <- Enum.any?(segments, &(&1 in ["", ".", ".."] or String.contains?(&1, ["/", "\\", "\0"]))) do
      Enum.reduce_while(builders, conn, &answer(&1, &2, segments))
    else
      _ -> conn
    end
  end

  def call(conn, _endpoint), do: conn

  defp answer({name, static, output, _first}, conn, segments) do
    path = Path.join([static | segments])

    if made?(output, path) do
      case Builder.file(name, path) do
        {:ok, contents} -> {:halt, send_made(conn, path, contents)}
        # If an earlier build has written the file, Plug.Static still serves it from the disk.
        {:error, text} -> if Path.extname(path) == ".js" and not File.regular?(path), do: {:halt, send_error(conn, text)}, else: {:cont, conn}
        :none -> {:cont, conn}
      end
    else
      {:cont, conn}
    end
  end

  defp made?({:file, file}, path), do: path == file
  defp made?({:folder, folder}, path), do: String.starts_with?(path, folder <> "/")

  defp send_made(conn, path, contents) do
    etag = "\"#{Base.encode16(:erlang.md5(contents), case: :lower)}\""
    conn = conn |> put_resp_header("cache-control", "public") |> put_resp_header("etag", etag)

    if etag in get_req_header(conn, "if-none-match") do
      conn |> send_resp(304, "") |> halt()
    else
      conn |> put_resp_header("content-type", MIME.from_path(path)) |> send_resp(200, contents) |> halt()
    end
  end

  # The script prints the terminal's message on the browser's console.
  defp send_error(conn, text) do
    conn = conn |> put_resp_header("cache-control", "no-store") |> put_resp_header("content-type", "text/javascript")
    conn |> send_resp(200, "console.error(#{JSON.encode!(text)})\n") |> halt()
  end
end
