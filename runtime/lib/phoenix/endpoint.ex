defmodule Phoenix.Endpoint do
  @moduledoc """
  The entry point of requests to an application: a sequence of plugs, the web server that calls them, the sockets,
  and the secrets and URLs in the configuration.

      defmodule MyAppWeb.Endpoint do
        use Phoenix.Endpoint, otp_app: :my_app

        socket "/live", Phoenix.LiveView.Socket
        plug Plug.Static, at: "/", from: :my_app
        plug MyAppWeb.Router
      end
  """

  @callback config(key :: atom, default :: term) :: term
  @callback broadcast(topic :: binary, event :: binary, msg :: map) :: :ok | {:error, term}

  @doc false
  defmacro __using__(opts) do
    quote do
      unquote(config(opts))
      unquote(pubsub())
      unquote(plug())
      unquote(server())
    end
  end

  defp config(opts) do
    quote do
      var!(otp_app) = unquote(opts)[:otp_app] || raise("endpoint expects :otp_app to be given")
      var!(config) = Phoenix.Endpoint.Supervisor.config(var!(otp_app), __MODULE__)
      var!(code_reloading?) = Application.compile_env(var!(otp_app), [__MODULE__, :code_reloader], false)
      @otp_app var!(otp_app)
      @behaviour Phoenix.Endpoint
      _ = {var!(otp_app), var!(config), var!(code_reloading?)}

      @doc false
      def init(_key, config), do: {:ok, config}
      defoverridable init: 2
    end
  end

  defp pubsub() do
    quote do
      def subscribe(topic, opts \\ []) when is_binary(topic), do: Phoenix.PubSub.subscribe(pubsub_server!(), topic, opts)
      def unsubscribe(topic), do: Phoenix.PubSub.unsubscribe(pubsub_server!(), topic)
      def broadcast(topic, event, msg), do: Phoenix.Endpoint.__broadcast__(:broadcast, [pubsub_server!()], topic, event, msg)
      def broadcast!(topic, event, msg), do: Phoenix.Endpoint.__broadcast__(:broadcast!, [pubsub_server!()], topic, event, msg)
      def broadcast_from(from, topic, event, msg), do: Phoenix.Endpoint.__broadcast__(:broadcast_from, [pubsub_server!(), from], topic, event, msg)
      def broadcast_from!(from, topic, event, msg), do: Phoenix.Endpoint.__broadcast__(:broadcast_from!, [pubsub_server!(), from], topic, event, msg)
      def local_broadcast(topic, event, msg), do: Phoenix.Endpoint.__broadcast__(:local_broadcast, [pubsub_server!()], topic, event, msg)
      def local_broadcast_from(from, topic, event, msg), do: Phoenix.Endpoint.__broadcast__(:local_broadcast_from, [pubsub_server!(), from], topic, event, msg)

      defp pubsub_server!() do
        config(:pubsub_server) || raise ArgumentError, "no :pubsub_server configured for #{inspect(__MODULE__)}"
      end
    end
  end

  defp plug() do
    quote do
      use Plug.Builder, init_mode: Phoenix.plug_init_mode()
      import Phoenix.Endpoint

      Module.register_attribute(__MODULE__, :phoenix_sockets, accumulate: true)

      # Comes after the hook of Plug.Builder, so that errors of all plugs are caught.
      @before_compile Phoenix.Endpoint
    end
  end

  defp server() do
    quote location: :keep do
      @doc false
      def child_spec(opts), do: %{id: __MODULE__, start: {__MODULE__, :start_link, [opts]}, type: :supervisor}

      @doc "Starts the endpoint."
      def start_link(opts \\ []), do: Phoenix.Endpoint.Supervisor.start_link(@otp_app, __MODULE__, opts)

      @doc "Returns a value of the endpoint's configuration."
      def config(key, default \\ nil), do: Phoenix.Endpoint.Supervisor.value(__MODULE__, key, default)

      @doc "Applies a changed configuration."
      def config_change(changed, removed), do: Phoenix.Endpoint.Supervisor.config_change(@otp_app, __MODULE__, changed, removed)

      def url(), do: Phoenix.Endpoint.Supervisor.url(__MODULE__) |> URI.to_string() |> String.trim_trailing("/")
      def struct_url(), do: %{Phoenix.Endpoint.Supervisor.url(__MODULE__) | path: nil}
      def static_url(), do: url()
      def host(), do: Keyword.get(config(:url, []), :host, "localhost")
      def path(path), do: Phoenix.Endpoint.Supervisor.base(__MODULE__).prefix <> path
      def script_name(), do: Phoenix.Endpoint.Supervisor.base(__MODULE__).script_name
      def static_path(path), do: static_lookup(path) |> elem(0)
      def static_integrity(path), do: static_lookup(path) |> elem(1)
      def static_lookup("//" <> _ = path), do: raise(ArgumentError, "expected a path starting with a single / but got #{inspect(path)}")
      def static_lookup("/" <> _ = path), do: {path(Phoenix.Endpoint.Supervisor.digested(__MODULE__, path)), nil}
      def static_lookup(path) when is_binary(path), do: raise(ArgumentError, "expected a path starting with a / but got #{inspect(path)}")

      @doc "Returns the address and port on which the server listens."
      def server_info(scheme), do: Phoenix.Endpoint.Supervisor.server_info(__MODULE__, scheme)
    end
  end

  @doc false
  defmacro __before_compile__(env) do
    sockets = env.module |> Module.get_attribute(:phoenix_sockets) |> Enum.reverse()

    quote location: :keep do
      @doc false
      def __sockets__(), do: unquote(Macro.escape(sockets))

      @doc false
      def __socket__(path), do: Map.get(unquote(sockets |> Phoenix.Endpoint.__socket_paths__() |> Macro.escape()), path)

      defoverridable call: 2

      @doc false
      def call(conn, opts) do
        conn = Phoenix.Endpoint.__prepare__(conn, __MODULE__)

        try do
          case __socket__(conn.path_info) do
            nil -> with %{halted: false} = conn <- LabAssets.call(conn, __MODULE__), do: super(conn, opts)
            socket -> Phoenix.Endpoint.__connect__(conn, __MODULE__, socket)
          end
        rescue
          error in Plug.Conn.WrapperError ->
            Phoenix.Endpoint.RenderErrors.__catch__(error.conn, error.kind, error.reason, error.stack, __MODULE__)
        catch
          kind, reason ->
            Phoenix.Endpoint.RenderErrors.__catch__(conn, kind, reason, __STACKTRACE__, __MODULE__)
        end
      end
    end
  end

  @doc false
  def __prepare__(conn, endpoint) do
    %{secret_key_base: secret, script_name: script_name} = Phoenix.Endpoint.Supervisor.base(endpoint)
    %{conn | secret_key_base: secret, script_name: script_name, private: :maps.put(:phoenix_endpoint, endpoint, conn.private)}
  end

  # Broadcasts messages to channels and other subscribers. Channels of sockets have a dispatcher
  # that encodes a message once for all of them.
  @doc false
  def __broadcast__(function, to, topic, event, payload) do
    message = %{__struct__: Phoenix.Socket.Broadcast, topic: topic, event: event, payload: payload}
    dispatcher = if Code.ensure_loaded?(Phoenix.Channel.Server), do: Phoenix.Channel.Server, else: Phoenix.PubSub
    apply(Phoenix.PubSub, function, to ++ [topic, message, dispatcher])
  end

  # Lists the sockets by the path segments of their requests. The first socket of a path counts.
  @doc false
  def __socket_paths__(sockets) do
    for {base, socket, opts} <- Enum.reverse(sockets), config = Keyword.get(opts, :websocket, true), into: %{} do
      path = base <> Phoenix.Socket.Transport.load_config(config)[:path]
      {String.split(path, "/", trim: true), {socket, opts}}
    end
  end

  @doc false
  def __connect__(conn, endpoint, {socket, opts}) do
    config = opts |> Keyword.get(:websocket, true) |> Phoenix.Socket.Transport.load_config()
    options = opts |> Keyword.drop([:websocket, :longpoll]) |> Keyword.merge(config)
    Phoenix.Transports.WebSocket.call(conn, {endpoint, socket, options})
  end

  @doc "Defines a socket below `path`, with the module that serves it. Options: `:websocket`, see `Phoenix.Socket.Transport`."
  defmacro socket(path, module, opts \\ []) do
    module = Macro.expand(module, %{__CALLER__ | function: {:socket_dispatch, 2}})

    quote do
      @phoenix_sockets {unquote(path), unquote(module), unquote(opts)}
    end
  end

  @doc false
  def server?(otp_app, endpoint), do: Phoenix.Endpoint.Supervisor.server?(otp_app, endpoint)
end
