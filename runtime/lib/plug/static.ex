defmodule Plug.Static do
  @moduledoc """
  Serves the files of a folder. Options: `:at`, the path of the folder in URLs; `:from`, the
  folder, or an application with a folder `priv/static`; `:only` and `:only_matching`, which
  restrict the files; `:gzip`, `:cache_control_for_etags`, `:cache_control_for_vsn_requests`,
  `:headers`, `:content_types`.

  A path that leads out of the folder, by `..`, a link or encoding, is rejected.
  """

  @behaviour Plug

  import Plug.Conn

  defmodule InvalidPathError do
    @moduledoc "The path is outside the folder."
    defexception message: "invalid path for static asset", plug_status: 400
  end

  @impl true
  def init(opts) do
    %{
      at: opts |> Keyword.fetch!(:at) |> String.split("/", trim: true),
      from: opts |> Keyword.fetch!(:from) |> source(),
      only: {opts[:only] || [], opts[:only_matching] || []},
      gzip: Keyword.get(opts, :gzip, false),
      etag: Keyword.get(opts, :cache_control_for_etags, "public"),
      vsn: Keyword.get(opts, :cache_control_for_vsn_requests, "public, max-age=31536000"),
      headers: opts[:headers] || %{},
      types: opts[:content_types] || %{}
    }
  end

  @impl true
  def call(%Plug.Conn{method: method} = conn, %{at: at, only: only} = options) when method in ["GET", "HEAD"] do
    segments = below(at, conn.path_info)

    if segments not in [nil, []] and allowed?(only, segments) do
      segments = Enum.map(segments, &decode/1)
      if invalid?(segments), do: raise(InvalidPathError)
      serve(conn, options, Path.join([folder(options.from) | segments]))
    else
      conn
    end
  end

  def call(conn, _options), do: conn

  defp source(folder) when is_binary(folder), do: folder
  defp source(from) when tuple_size(from) in [2, 3], do: from
  defp source(app) when is_atom(app), do: {app, "priv/static"}
  defp source(_other), do: raise(ArgumentError, ":from must be an atom, a binary or a tuple")

  defp below([h | t1], [h | t2]), do: below(t1, t2)
  defp below([], rest), do: rest
  defp below(_, _), do: nil

  defp allowed?({[], []}, _), do: true
  defp allowed?({full, prefixes}, [h | _]), do: h in full or (prefixes != [] and String.starts_with?(h, prefixes))

  defp decode(segment) do
    URI.decode(segment)
  rescue
    ArgumentError -> raise InvalidPathError
  end

  defp invalid?(segments) do
    Enum.any?(segments, &(&1 in [".", "..", ""] or String.contains?(&1, ["/", "\\", ":", "\0"])))
  end

  defp folder({app, folder}) when is_atom(app), do: Application.app_dir(app, folder)
  defp folder({module, function, args}), do: apply(module, function, args)
  defp folder(folder), do: folder

  defp serve(conn, options, path) do
    {file, encoding} = encoded(conn, options, path)

    case :file.read_file_info(file) do
      {:ok, info} when elem(info, 2) == :regular -> serve(conn, options, path, file, encoding, info)
      _ -> conn
    end
  end

  defp encoded(conn, %{gzip: true}, path) do
    accepted = conn |> get_req_header("accept-encoding") |> Enum.any?(&String.contains?(&1, ["gzip", "*"]))
    if accepted and File.regular?(path <> ".gz"), do: {path <> ".gz", "gzip"}, else: {path, nil}
  end

  defp encoded(_conn, _options, path), do: {path, nil}

  defp serve(conn, options, path, file, encoding, info) do
    etag = ~s("#{Integer.to_string(:erlang.phash2({elem(info, 1), elem(info, 5)}), 16)}")
    versioned = String.starts_with?(conn.query_string, "vsn=") and options.vsn != nil
    cache = if versioned, do: options.vsn, else: options.etag

    conn =
      conn
      |> maybe(cache, &put_resp_header(&1, "cache-control", cache))
      |> maybe(cache && !versioned, &put_resp_header(&1, "etag", etag))
      |> maybe(encoding, &put_resp_header(&1, "content-encoding", encoding))
      |> maybe(options.gzip, &put_resp_header(&1, "vary", "Accept-Encoding"))

    if !versioned and etag in known_etags(conn) do
      conn |> send_resp(304, "") |> halt()
    else
      name = Path.basename(path)
      type = options.types[name] || MIME.from_path(path)
      conn = conn |> put_resp_header("content-type", type) |> put_resp_header("accept-ranges", "bytes") |> merge_resp_headers(headers(options.headers, conn))
      send_range(conn, file, elem(info, 1))
    end
  end

  defp maybe(conn, condition, fun), do: if(condition, do: fun.(conn), else: conn)

  defp headers({module, function, args}, conn), do: apply(module, function, [conn | args])
  defp headers(headers, _conn), do: headers

  defp known_etags(conn), do: conn |> get_req_header("if-none-match") |> Enum.flat_map(&Plug.Conn.Utils.list/1)

  defp send_range(conn, file, size) do
    with ["bytes=" <> range] <- get_req_header(conn, "range"),
         [first, last] <- :binary.split(range, "-"),
         {from, to} when from <= to and to < size <- bounds(first, last, size) do
      conn
      |> put_resp_header("content-range", "bytes #{from}-#{to}/#{size}")
      |> send_file(206, file, from, to - from + 1)
      |> halt()
    else
      _ -> conn |> send_file(200, file) |> halt()
    end
  end

  defp bounds(first, last, size) do
    case {Integer.parse(first), Integer.parse(last)} do
      {{from, ""}, {to, ""}} when from >= 0 -> {from, min(to, size - 1)}
      {{from, ""}, :error} when last == "" and from >= 0 -> {from, size - 1}
      {:error, {n, ""}} when first == "" and n > 0 -> {max(size - n, 0), size - 1}
      _ -> :error
    end
  end
end
