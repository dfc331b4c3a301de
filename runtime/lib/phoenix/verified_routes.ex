defmodule Phoenix.VerifiedRoutes do
  @moduledoc """
  Paths that are checked against the routes: `~p"/users/\#{user}?page=\#{page}"`. Interpolated values are encoded
  for their position.

      use Phoenix.VerifiedRoutes, endpoint: MyAppWeb.Endpoint, router: MyAppWeb.Router, statics: ~w(assets images)
  """

  @doc false
  defmacro __using__(opts) do
    opts = Macro.prewalk(opts, fn
      {:__aliases__, _, _} = alias -> Macro.expand(alias, %{__CALLER__ | function: {:path, 2}})
      other -> other
    end)

    quote do
      import Phoenix.VerifiedRoutes
      @endpoint unquote(opts)[:endpoint]
      @router unquote(opts)[:router]
      @phoenix_verified_statics unquote(opts)[:statics] || []
    end
  end

  @doc "Returns a path. The path is checked against the routes."
  defmacro sigil_p({:<<>>, _meta, _parts} = route, flags) do
    if flags != [], do: raise(ArgumentError, "~p does not support modifiers")
    in_endpoint(__CALLER__, route)
  end

  defp in_endpoint(env, route), do: quote(do: Phoenix.VerifiedRoutes.__path__(unquote(endpoint(env)), unquote(text(route)), unquote(statics(env))))

  defp endpoint(env), do: attribute(env, :endpoint) || raise("expected @endpoint to be set. For dynamic endpoint resolution, use path/2 instead.")
  defp statics(env), do: attribute(env, :phoenix_verified_statics) || []
  defp attribute(env, name), do: Module.get_attribute(env.module, name)

  # Returns the route with its interpolations encoded as path segments or as part of the query.
  defp text({:sigil_p, _, [route, _]}), do: text(route)
  defp text(route) when is_binary(route), do: route

  defp text({:<<>>, meta, parts}) do
    check!(parts)
    {parts, _} = Enum.map_reduce(parts, :path, &part/2)
    {:<<>>, meta, parts}
  end

  defp text(other), do: raise(ArgumentError, "expected compile-time ~p path string, got: #{Macro.to_string(other)}\nUse unverified_path/2 and unverified_url/2 if you need to build an arbitrary path.")

  defp check!(["/" <> _ | _]), do: :ok
  defp check!(parts), do: raise(ArgumentError, "paths must begin with /, got: #{Macro.to_string({:<<>>, [], parts})}")

  defp part(text, state) when is_binary(text) do
    state =
      cond do
        String.contains?(text, "?") and String.ends_with?(text, "=") -> :value
        String.contains?(text, "?") -> :query
        state == :path -> :path
        String.ends_with?(text, "=") -> :value
        true -> :query
      end

    {text, state}
  end

  defp part({:"::", meta, [{{:., _, [Kernel, :to_string]}, _, [value]}, type]}, state) do
    function = if state == :path, do: :__segment__, else: if(state == :value, do: :__value__, else: :__query__)
    {{:"::", meta, [quote(do: Phoenix.VerifiedRoutes.unquote(function)(unquote(value))), type]}, state}
  end

  defp part(other, state), do: {other, state}

  @doc false
  def __segment__(segments) when is_list(segments), do: Enum.map_join(segments, "/", &__segment__/1)
  def __segment__(value), do: value |> Phoenix.Param.to_param() |> URI.encode(&URI.char_unreserved?/1)

  @doc false
  def __value__(value), do: value |> Phoenix.Param.to_param() |> URI.encode_www_form()

  @doc false
  def __query__(params) when is_list(params) or is_map(params), do: Plug.Conn.Query.encode(params, &Phoenix.Param.to_param/1)
  def __query__(value), do: __value__(value)

  @doc false
  def __path__(endpoint, path, statics) do
    path = if :binary.last(path) == ??, do: String.trim_trailing(path, "?"), else: path
    if static?(path, statics), do: endpoint.static_path(path), else: endpoint.path(path)
  end

  defp static?("/" <> path, statics) do
    [first | _] = :binary.split(path, "/")
    first != "" and first in statics
  end

  defp static?(_path, _statics), do: false

  @doc "Returns the path of a route for a connection, a socket or an endpoint."
  defmacro path(conn_or_socket_or_endpoint, router, route) do
    _ = router

    quote do
      Phoenix.VerifiedRoutes.unverified_path(unquote(conn_or_socket_or_endpoint), nil, unquote(text(route)))
    end
  end

  @doc "Returns the path of a route, like `path/3`."
  defmacro path(conn_or_socket_or_endpoint, route) do
    quote do
      Phoenix.VerifiedRoutes.unverified_path(unquote(conn_or_socket_or_endpoint), nil, unquote(text(route)))
    end
  end

  @doc "Returns the URL of a route."
  defmacro url(route) do
    endpoint = endpoint(__CALLER__)
    quote(do: Phoenix.VerifiedRoutes.unverified_url(unquote(endpoint), unquote(text(route))))
  end

  @doc "Returns the URL of a route for a connection, a socket or an endpoint."
  defmacro url(conn_or_socket_or_endpoint, route) do
    quote(do: Phoenix.VerifiedRoutes.unverified_url(unquote(conn_or_socket_or_endpoint), unquote(text(route))))
  end

  @doc "Returns the URL of a route, like `url/2`."
  defmacro url(conn_or_socket_or_endpoint, _router, route) do
    quote(do: Phoenix.VerifiedRoutes.unverified_url(unquote(conn_or_socket_or_endpoint), unquote(text(route))))
  end

  @doc "Returns the path of a file."
  def static_path(context, path), do: endpoint_of(context).static_path(path)

  @doc "Returns the URL of a file."
  def static_url(context, path), do: endpoint_of(context).static_url() <> static_path(context, path)

  @doc "Returns the digest of a file, or nil."
  def static_integrity(context, path), do: endpoint_of(context).static_integrity(path)

  @doc "Returns a path without checking it."
  def unverified_path(context, _router, path, params \\ %{})
  def unverified_path(%URI{} = uri, _router, path, params), do: String.trim_trailing(uri.path || "", "/") <> query(path, params)

  def unverified_path(%Plug.Conn{} = conn, router, path, params) do
    case conn.private do
      %{^router => script} when router != nil -> prefix(script) <> query(path, params)
      %{phoenix_endpoint: endpoint} -> endpoint.path(query(path, params))
      _ -> query(path, params)
    end
  end

  def unverified_path(context, _router, path, params), do: endpoint_of(context).path(query(path, params))

  @doc "Returns a URL without checking it."
  def unverified_url(context, path, params \\ %{})
  def unverified_url(%URI{} = uri, path, params), do: URI.to_string(%{uri | path: nil}) <> query(path, params)
  def unverified_url(context, path, params), do: endpoint_of(context).url() <> query(path, params)

  defp prefix([]), do: ""
  defp prefix(script), do: "/" <> Enum.join(script, "/")

  defp query(path, params) when params == %{} or params == [], do: String.trim_trailing(path, "?")
  defp query(path, params), do: path <> "?" <> __query__(params)

  defp endpoint_of(%Plug.Conn{private: %{phoenix_endpoint: endpoint}}), do: endpoint
  defp endpoint_of(%{endpoint: endpoint}), do: endpoint
  defp endpoint_of(endpoint) when is_atom(endpoint), do: endpoint
end
