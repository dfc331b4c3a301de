defmodule Phoenix.Endpoint.Supervisor do
  @moduledoc "Starts the processes of an endpoint: its sockets, and the web server if enabled."

  use Supervisor

  alias Phoenix.Endpoint

  require Logger

  @defaults [
    url: [host: "localhost", path: "/"],
    static_url: nil,
    render_errors: [formats: [], layout: false],
    debug_errors: false,
    code_reloader: false,
    check_origin: true,
    http: false,
    server: false
  ]

  @doc "Returns the configuration of an endpoint in the application's environment, with defaults."
  def config(otp_app, endpoint), do: merge(@defaults, Application.get_env(otp_app, endpoint, []))

  defp merge(old, new) do
    Keyword.merge(old, new, fn _key, a, b -> if Keyword.keyword?(a) and Keyword.keyword?(b), do: Keyword.merge(a, b), else: b end)
  end

  @doc "Returns a value of the configuration of a running endpoint."
  def value(endpoint, key, default) do
    case :persistent_term.get({Endpoint, endpoint}, nil) do
      nil -> raise "could not find persistent term for endpoint #{inspect(endpoint)}. Make sure your endpoint is started and note you cannot access endpoint functions at compile-time"
      config -> Keyword.get(config, key, default)
    end
  end

  @doc false
  def base(endpoint) do
    case :persistent_term.get({__MODULE__, :base, endpoint}, nil) do
      nil -> endpoint |> value(:url, []) |> base_of(nil)
      base -> base
    end
  end

  # This part of the configuration is needed for each request and each path.
  defp keep(endpoint, config) do
    :persistent_term.put({Endpoint, endpoint}, config)
    :persistent_term.put({__MODULE__, :base, endpoint}, base_of(config[:url] || [], config[:secret_key_base]))
  end

  defp base_of(url, secret) do
    prefix = url |> Keyword.get(:path, "/") |> String.trim_trailing("/")
    %{prefix: prefix, script_name: String.split(prefix, "/", trim: true), secret_key_base: secret}
  end

  @doc false
  def start_link(otp_app, endpoint, opts) do
    with {:ok, pid} = ok <- Supervisor.start_link(__MODULE__, {otp_app, endpoint, opts}, name: endpoint) do
      # If the system chose the port, the URL is known only now.
      announce(endpoint, pid)
      ok
    end
  end

  @impl true
  def init({otp_app, endpoint, opts}) do
    env = Application.get_env(otp_app, endpoint)
    if env == nil, do: Logger.warning("no configuration found for otp_app #{inspect(otp_app)} and module #{inspect(endpoint)}")
    {:ok, config} = endpoint.init(:supervisor, otp_app |> config(endpoint) |> merge(opts))
    config = Keyword.put(config, :otp_app, otp_app)
    keep(endpoint, config)
    Phoenix.Logger.install()
    Phoenix.Unused.note_config(config)
    if Enum.any?(endpoint.__sockets__(), fn {_path, _socket, opts} -> opts[:longpoll] end), do: Phoenix.Unused.note("long polling")

    :persistent_term.put({__MODULE__, :digested, endpoint}, manifest(otp_app, config[:cache_static_manifest]))
    Supervisor.init(sockets(endpoint) ++ watchers(otp_app, endpoint, config) ++ servers(otp_app, endpoint, config), strategy: :one_for_one)
  end

  # Reads the manifest of `mix phx.digest`, which maps static files to their digested names.
  defp manifest(_otp_app, nil), do: %{}

  defp manifest(otp_app, path) do
    path = if is_tuple(path), do: Application.app_dir(elem(path, 0), elem(path, 1)), else: Application.app_dir(otp_app, path)

    case File.read(path) do
      {:ok, text} ->
        JSON.decode!(text)["latest"]

      {:error, _} ->
        Logger.error("Could not find static manifest at #{inspect(path)}. Run \"mix phx.digest\" after building your static files or remove the \"cache_static_manifest\" configuration from your config files.")
        %{}
    end
  end

  @doc false
  def digested(endpoint, "/" <> name = path) do
    case :persistent_term.get({__MODULE__, :digested, endpoint}, %{}) do
      %{^name => digested} -> "/" <> digested <> "?vsn=d"
      _ -> path
    end
  end

  # As in Phoenix, watchers are started together with the web server.
  defp watchers(otp_app, endpoint, config) do
    if server?(otp_app, endpoint), do: LabAssets.children(endpoint, otp_app, config[:watchers]), else: []
  end

  defp sockets(endpoint) do
    for {_path, socket, opts} <- endpoint.__sockets__(),
        spec = socket.child_spec([endpoint: endpoint] ++ opts),
        spec != :ignore,
        uniq: true,
        do: Supervisor.child_spec(spec, [])
  end

  defp servers(otp_app, endpoint, config) do
    if server?(otp_app, endpoint) and config[:http], do: [Endpoint.Server.child_spec({endpoint, config[:http]})], else: []
  end

  @doc "Returns whether the endpoint's web server is started: by `server: true`, or by `mix phx.server`."
  def server?(otp_app, endpoint) do
    Application.get_env(:phoenix, :serve_endpoints, false) or Keyword.get(config(otp_app, endpoint), :server, false) == true
  end

  defp announce(endpoint, pid) do
    if Enum.any?(Supervisor.which_children(pid), &match?({{_, :http}, _, _, _}, &1)) do
      Logger.info(fn -> "Access #{inspect(endpoint)} at #{endpoint.url()}" end)
    end
  end

  @doc "Returns the URL of the endpoint."
  def url(endpoint) do
    {:ok, {_, port}} = with :error <- server_info(endpoint, :http), do: {:ok, {nil, 80}}
    url = value(endpoint, :url, [])
    scheme = Keyword.get(url, :scheme, "http")
    port = Endpoint.Server.port(Keyword.get(url, :port, port))
    %URI{scheme: scheme, host: Keyword.get(url, :host, "localhost"), port: port, path: Keyword.get(url, :path, "/")}
  end

  @doc false
  def server_info(endpoint, :http) do
    case :persistent_term.get({Endpoint.Server, endpoint}, nil) do
      nil -> configured(value(endpoint, :http, false))
      info -> {:ok, info}
    end
  end

  def server_info(_endpoint, :https), do: :error

  defp configured(http) when is_list(http), do: {:ok, {Keyword.get(http, :ip, {127, 0, 0, 1}), Endpoint.Server.port(Keyword.get(http, :port, 4000))}}
  defp configured(_), do: :error

  @doc false
  def config_change(_otp_app, endpoint, changed, removed) do
    cond do
      config = changed[endpoint] ->
        old = :persistent_term.get({Endpoint, endpoint})
        keep(endpoint, merge(old, config))
        :ok

      endpoint in removed ->
        Supervisor.stop(endpoint)

      true ->
        :ok
    end
  end
end
