defmodule Plug.Router do
  @moduledoc """
  Dispatches requests by method and path:

      get "/hello/:name" do
        send_resp(conn, 200, "hello " <> name)
      end

      match _, do: send_resp(conn, 404, "not found")
  """

  defmodule InvalidSpecError do
    @moduledoc "A path in the router is invalid."
    defexception message: "invalid route specification"
  end

  defmodule MalformedURIError do
    @moduledoc "The path of a request cannot be decoded."
    defexception message: "malformed URI path", plug_status: 400
  end

  @doc false
  defmacro __using__(opts) do
    quote do
      # Comes before Plug.Builder's hook, so that match/2 refers to the function and not to the
      # macro.
      @before_compile Plug.Router
      use Plug.Builder, unquote(opts)
      import Plug.Router

      @doc false
      def match(conn, _opts), do: do_match(conn, conn.method, Plug.Router.__decode_path__(conn), conn.host)

      @doc false
      def dispatch(%Plug.Conn{private: %{plug_route: {_path, fun}}} = conn, opts), do: fun.(conn, opts)

      defoverridable match: 2, dispatch: 2
    end
  end

  @doc false
  defmacro __before_compile__(_env) do
    quote do
      import Plug.Router, only: []
    end
  end

  @doc false
  def __decode_path__(%{path_info: segments}) do
    Enum.map(segments, &URI.decode/1)
  rescue
    ArgumentError -> raise MalformedURIError
  end

  for method <- [:get, :post, :put, :patch, :delete, :head, :options] do
    name = method |> Atom.to_string() |> String.upcase()

    @doc "Handles #{name} requests for the path."
    defmacro unquote(method)(path, options, contents \\ []), do: route(unquote(name), path, options, contents)
  end

  @doc """
  Handles requests of any method, or of the methods in `:via`. Other options, for all routes: `:host` (with a dot at
  its end, any host that starts with it), `:assigns`, `:private`, and `:to`, a plug that replaces the block.
  """
  defmacro match(path, options, contents \\ []), do: route(nil, path, options, contents)

  @doc "Forwards all requests below a path to another plug (`:to`)."
  defmacro forward(path, options) do
    {target, options} = Keyword.pop(options, :to)
    {opts, options} = Keyword.pop(options, :init_opts, [])

    quote do
      match unquote(path <> "/*glob"), unquote(options) do
        Plug.forward(var!(conn), var!(glob), unquote(target), unquote(target).init(unquote(opts)))
      end
    end
  end

  defp route(method, path, options, contents) do
    options = options ++ contents
    {path, guard} = split_guard(path)
    {pattern, names} = Plug.Router.Path.match(path)

    body =
      case {options[:do], options[:to]} do
        {nil, nil} -> raise ArgumentError, "expected one of :to or :do to be given as option"
        {nil, to} -> quote(do: unquote(to).call(var!(conn), unquote(to).init(unquote(options[:init_opts] || []))))
        {body, _} -> body
      end

    methods = options[:via] |> List.wrap() |> Enum.map(&(&1 |> to_string() |> String.upcase()))
    params = for name <- names, do: {Atom.to_string(name), {:var!, [], [{name, [], nil}]}}
    used = for name <- names, do: quote(do: _ = unquote({:var!, [], [{name, [], nil}]}))

    method_guard =
      case {method, methods} do
        {nil, []} -> true
        {nil, methods} -> quote(do: method in unquote(methods))
        {method, _} -> quote(do: method == unquote(method))
      end

    quote do
      defp do_match(conn, method, unquote(pattern), unquote(Plug.Router.Path.host(options[:host]))) when unquote(method_guard) and unquote(guard) do
        _ = method
        unquote_splicing(used)
        params = unquote({:%{}, [], params})

        run = fn var!(conn), var!(opts) ->
          _ = {var!(conn), var!(opts)}
          unquote(body)
        end

        conn = %{conn | path_params: params, params: Plug.Router.__merge__(conn.params, params)}

        conn
        |> Plug.Conn.merge_private(unquote(options[:private] || []))
        |> Plug.Conn.merge_assigns(unquote(options[:assigns] || []))
        |> Plug.Conn.put_private(:plug_route, {unquote(if is_binary(path), do: path, else: "/*_path"), run})
      end
    end
  end

  defp split_guard({:when, _, [path, guard]}), do: {path, guard}
  defp split_guard(path), do: {path, true}

  @doc false
  def __merge__(%Plug.Conn.Unfetched{}, params), do: params
  def __merge__(old, params), do: Map.merge(old, params)

  @doc "Returns the matched path, as written in the router."
  def match_path(%Plug.Conn{private: %{plug_route: {path, _}}}), do: path
end

defmodule Plug.Router.Path do
  @moduledoc false

  # Returns the pattern of a host. A host that ends with a dot is a prefix.
  def host(nil), do: quote(do: _host)
  def host(host), do: if(String.ends_with?(host, "."), do: quote(do: unquote(host) <> _), else: host)

  # Returns the pattern for the segments of a path, and the names in the path. A segment is text,
  # :name, text:name, or *rest.
  def match({:_, _, _}), do: {quote(do: _), []}

  def match(path) when is_binary(path) do
    segments = for segment <- String.split(path, "/"), segment != "", do: segment
    build(segments, path, [], [])
  end

  defp build([], _path, acc, names), do: {Enum.reverse(acc), Enum.reverse(names)}

  defp build(["*" <> name], path, acc, names) do
    name = name!(name, path)
    var = var(name)
    pattern = Enum.reduce(acc, var, fn segment, tail -> [{:|, [], [segment, tail]}] end)
    {pattern, Enum.reverse([name | names])}
  end

  defp build(["*" <> _ | _], path, _acc, _names) do
    raise Plug.Router.InvalidSpecError, message: "globs (*var) must always be in the end of path, got: #{inspect(path)}"
  end

  defp build([segment | rest], path, acc, names) do
    case :binary.split(segment, ":") do
      [_] ->
        build(rest, path, [segment | acc], names)

      ["", name] ->
        name = name!(name, path)
        build(rest, path, [var(name) | acc], [name | names])

      [prefix, name] ->
        name = name!(name, path)
        build(rest, path, [quote(do: unquote(prefix) <> unquote(var(name))) | acc], [name | names])
    end
  end

  defp var(name), do: {:var!, [], [{name, [], nil}]}

  defp name!(name, path) do
    if name =~ ~r/\A[a-z_][a-zA-Z0-9_]*\z/ do
      String.to_atom(name)
    else
      raise Plug.Router.InvalidSpecError,
        message: ":#{name} in #{inspect(path)} is not a valid dynamic segment name, expected a lower case letter or underscore, then letters, digits and underscores"
    end
  end
end
