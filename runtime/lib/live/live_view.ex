defmodule Phoenix.LiveView do
  @moduledoc """
  A page with state in a process on the server. Events of the browser change the state, and the changed parts of the
  page are sent back.

      defmodule MyAppWeb.ThermostatLive do
        use Phoenix.LiveView

        def mount(_params, _session, socket), do: {:ok, assign(socket, :degrees, 20)}
        def handle_event("warmer", _params, socket), do: {:noreply, update(socket, :degrees, &(&1 + 1))}

        def render(assigns) do
          ~H"<button phx-click=\\"warmer\\">{@degrees} °C</button>"
        end
      end

  The router defines the path of a LiveView: `live "/thermostat", ThermostatLive`. The LiveView is
  mounted twice: for the first response, and when the browser has connected (`connected?/1`).
  """

  alias Phoenix.LiveView.{Async, Lifecycle, LiveStream, Socket, Upload, Utils}

  @type unsigned_params :: map

  @callback mount(params :: unsigned_params | :not_mounted_at_router, session :: map, socket :: Socket.t()) :: {:ok, Socket.t()} | {:ok, Socket.t(), keyword}
  @callback render(assigns :: map) :: Phoenix.LiveView.Rendered.t()
  @callback terminate(reason :: term, socket :: Socket.t()) :: term
  @callback handle_params(unsigned_params, uri :: String.t(), socket :: Socket.t()) :: {:noreply, Socket.t()}
  @callback handle_event(event :: binary, unsigned_params, socket :: Socket.t()) :: {:noreply, Socket.t()} | {:reply, map, Socket.t()}
  @callback handle_call(message :: term, from :: term, socket :: Socket.t()) :: {:noreply, Socket.t()} | {:reply, term, Socket.t()}
  @callback handle_cast(message :: term, socket :: Socket.t()) :: {:noreply, Socket.t()}
  @callback handle_info(message :: term, socket :: Socket.t()) :: {:noreply, Socket.t()}
  @callback handle_async(name :: term, result :: {:ok, term} | {:exit, term}, socket :: Socket.t()) :: {:noreply, Socket.t()}
  @optional_callbacks mount: 3, render: 1, terminate: 2, handle_params: 3, handle_event: 3, handle_call: 3, handle_info: 2, handle_cast: 2, handle_async: 3

  @doc false
  defmacro __using__(opts) do
    quote do
      import Phoenix.LiveView
      @behaviour Phoenix.LiveView
      @phoenix_live_opts unquote(opts)
      Module.register_attribute(__MODULE__, :phoenix_live_mount, accumulate: true)
      @before_compile Phoenix.LiveView.Renderer
      @before_compile Phoenix.LiveView
      use Phoenix.Component, unquote(Keyword.take(opts, [:global_prefixes]))
    end
  end

  @doc false
  defmacro __before_compile__(env) do
    opts = Module.get_attribute(env.module, :phoenix_live_opts)
    hooks = env.module |> Module.get_attribute(:phoenix_live_mount) |> Enum.reverse()

    case opts[:layout] do
      none when none in [nil, false] -> :ok
      {module, template} when is_atom(module) and (is_atom(template) or is_binary(template)) -> :ok
      other -> raise ArgumentError, ":layout expects a tuple of the form {MyLayouts, :my_template} or false, got: #{inspect(other)}"
    end

    quote do
      @doc false
      def __live__ do
        %{
          kind: :view,
          name: nil,
          module: __MODULE__,
          layout: unquote(Macro.escape(opts[:layout])),
          container: unquote(Macro.escape(opts[:container] || {:div, []})),
          log: unquote(opts[:log] || :debug),
          lifecycle: unquote(Macro.escape(Lifecycle.new(Enum.map(hooks, &Lifecycle.on_mount/1))))
        }
      end
    end
  end

  @doc "Registers a module whose `on_mount/4` runs before `mount/3`."
  defmacro on_mount(mod_or_mod_arg) do
    hook = Macro.prewalk(mod_or_mod_arg, fn {:__aliases__, _, _} = alias -> Macro.expand(alias, %{__CALLER__ | function: {:on_mount, 4}}); other -> other end)
    quote(do: @phoenix_live_mount(unquote(hook)))
  end

  @doc "Returns whether the browser has connected."
  def connected?(%Socket{transport_pid: transport_pid}), do: transport_pid != nil

  @doc "Returns the process of the connection."
  def transport_pid(%Socket{transport_pid: pid}), do: pid || raise(RuntimeError, "attempted to read the transport pid of a socket that is not connected")

  @doc "Returns the parameters that the browser sent when it connected. Available in `mount/3`."
  def get_connect_params(%Socket{private: private} = socket) do
    if connect_params = private[:connect_params] do
      if connected?(socket), do: connect_params, else: nil
    else
      raise_root_only!("connect_params")
    end
  end

  @doc "Returns the information that the endpoint provides about the connection."
  def get_connect_info(%Socket{private: private} = socket, key) when is_atom(key) do
    case private[:connect_info] do
      %{__struct__: Plug.Conn} = conn when not is_nil(conn) -> if connected?(socket), do: nil, else: from_conn(conn, key)
      %{} = info -> info[key]
      nil -> raise_root_only!("connect_info")
    end
  end

  defp from_conn(conn, :peer_data), do: Plug.Conn.get_peer_data(conn)
  defp from_conn(conn, :user_agent), do: conn |> Plug.Conn.get_req_header("user-agent") |> List.first()
  defp from_conn(conn, :x_headers), do: for({"x-" <> _, _} = header <- conn.req_headers, do: header)
  defp from_conn(conn, :uri), do: conn |> Plug.Conn.request_url() |> URI.parse()
  defp from_conn(_conn, _key), do: nil

  defp raise_root_only!(what) do
    raise RuntimeError, "attempted to read #{what} outside of #{inspect(__MODULE__)}.mount/3.\n\n#{what} only exists while mounting. If you require access to this information\nafter mount, store the state in socket assigns.\n"
  end

  @doc "Sets a flash message, which survives a navigation."
  defdelegate put_flash(socket, kind, message), to: Utils
  @doc "Removes all flash messages."
  defdelegate clear_flash(socket), to: Utils
  @doc "Removes the flash message of a kind."
  defdelegate clear_flash(socket, key), to: Utils

  @doc "Sends an event to the browser: `phx:name` at its window, and `handleEvent` of its hooks."
  def push_event(%Socket{} = socket, event, %{} = payload), do: Utils.push_event(socket, event, payload)

  @doc "Redirects to another page: `to: path` or `external: url`."
  def redirect(socket, opts)

  def redirect(%Socket{} = socket, to: url) do
    validate_local!(url, "redirect/2")
    put_redirect(socket, {:redirect, %{to: url, status: 302}})
  end

  def redirect(%Socket{} = socket, external: url) when is_binary(url), do: put_redirect(socket, {:redirect, %{external: url, status: 302}})

  def redirect(%Socket{} = socket, opts) when is_list(opts) do
    {status, opts} = Keyword.pop(opts, :status, 302)
    %{redirected: {:redirect, redirect}} = socket = redirect(socket, opts)
    %{socket | redirected: {:redirect, %{redirect | status: status}}}
  end

  @doc "Changes to another URL of this LiveView and calls `handle_params/3`."
  def push_patch(%Socket{} = socket, opts) do
    put_redirect(socket, {:live, :patch, live_opts!(opts, "push_patch/2")})
  end

  @doc "Opens another LiveView without reloading the page."
  def push_navigate(%Socket{} = socket, opts) do
    put_redirect(socket, {:live, :redirect, live_opts!(opts, "push_navigate/2")})
  end

  @doc false
  def push_redirect(%Socket{} = socket, opts), do: push_navigate(socket, opts)

  defp live_opts!(opts, context) do
    to = Keyword.fetch!(opts, :to)
    validate_local!(to, context)
    %{to: to, kind: if(opts[:replace], do: :replace, else: :push)}
  end

  defp validate_local!("//" <> _ = to, where), do: invalid_local!(to, where)
  defp validate_local!("/" <> _ = to, where), do: if(String.contains?(to, ["\\", "\0"]), do: invalid_local!(to, where), else: :ok)
  defp validate_local!(to, where), do: invalid_local!(to, where)
  defp invalid_local!(to, where), do: raise(ArgumentError, "the :to option in #{where} expects a path but was #{inspect(to)}")

  defp put_redirect(%Socket{redirected: nil} = socket, command), do: %{socket | redirected: command}

  defp put_redirect(%Socket{redirected: to}, _command) do
    raise ArgumentError, "socket already prepared to redirect with #{inspect(to)}"
  end

  @doc "Stores a value that templates cannot access."
  def put_private(%Socket{} = socket, key, value) do
    if key in [:connect_params, :connect_info, :assign_new, :live_layout, :live_temp, :render_with, :lifecycle, :root_view] do
      raise ArgumentError, "cannot set reserved private key #{inspect(key)}"
    end

    %{socket | private: Map.put(socket.private, key, value)}
  end

  @doc "Renders with a function of the assigns instead of `render/1`."
  def render_with(%Socket{} = socket, fun) when is_function(fun, 1), do: %{socket | private: Map.put(socket.private, :render_with, fun)}

  @doc "Runs a function before a callback of a stage."
  defdelegate attach_hook(socket, name, stage, fun), to: Lifecycle
  @doc "Detaches a hook."
  defdelegate detach_hook(socket, name, stage), to: Lifecycle

  @doc "Updates a live component, from its own LiveView or, with its pid, from any process."
  def send_update(pid \\ self(), module_or_cid, assigns)

  def send_update(pid, module, assigns) when is_atom(module) and is_pid(pid) do
    assigns = Enum.into(assigns, %{})
    id = assigns[:id] || raise(ArgumentError, "missing required :id in send_update. Got: #{inspect(assigns)}")
    send(pid, {:phoenix, :send_update, {{module, id}, assigns}})
    :ok
  end

  def send_update(pid, %Phoenix.LiveComponent.CID{} = cid, assigns) when is_pid(pid) do
    send(pid, {:phoenix, :send_update, {cid, Enum.into(assigns, %{})}})
    :ok
  end

  @doc "Updates a live component after a delay."
  def send_update_after(pid \\ self(), module_or_cid, assigns, time)

  def send_update_after(pid, %Phoenix.LiveComponent.CID{} = cid, assigns, time) do
    Process.send_after(pid, {:phoenix, :send_update, {cid, Enum.into(assigns, %{})}}, time)
  end

  def send_update_after(pid, module, assigns, time) do
    assigns = Enum.into(assigns, %{})
    Process.send_after(pid, {:phoenix, :send_update, {{module, assigns.id}, assigns}}, time)
  end

  @doc "Returns false: lab does not detect changes of a page's scripts and styles."
  def static_changed?(%Socket{}), do: false

  @doc "Starts a stream, which is a list that the page keeps and the server does not. Options: `:at`, `:reset`, `:limit`."
  def stream(%Socket{} = socket, name, items, opts \\ []) do
    socket = ensure_streams(socket)

    case socket.assigns.streams do
      %{^name => %LiveStream{} = stream} ->
        stream = if opts[:reset], do: LiveStream.reset(stream), else: stream
        stream = Enum.reduce(items, stream, &LiveStream.insert_item(&2, &1, opts[:at] || -1, opts[:limit], opts[:update_only] || false))
        put_stream(socket, name, stream)

      %{__ref__: ref, __configured__: configured} = streams ->
        config = Map.get(configured, name, [])
        stream = LiveStream.new(name, to_string(ref), items, Keyword.merge(opts, config))
        Utils.force_assign(socket, :streams, streams |> Map.put(:__ref__, ref + 1) |> Map.put(name, stream))
    end
  end

  @doc "Configures how a stream derives ids from its items, before it starts: `dom_id: fun`."
  def stream_configure(%Socket{} = socket, name, opts) when is_list(opts) do
    socket = ensure_streams(socket)
    streams = socket.assigns.streams
    if Map.has_key?(streams, name), do: raise(ArgumentError, "cannot configure stream :#{name} after it has been streamed")
    Utils.force_assign(socket, :streams, %{streams | __configured__: Map.put(streams.__configured__, name, opts)})
  end

  @doc """
  Inserts an item into a stream, or replaces the item with its id. Options: `:at`, `:limit`,
  `:update_only`.
  """
  def stream_insert(%Socket{} = socket, name, item, opts \\ []) do
    put_stream(socket, name, LiveStream.insert_item(stream!(socket, name), item, Keyword.get(opts, :at, -1), opts[:limit], opts[:update_only] || false))
  end

  @doc "Removes an item from a stream."
  def stream_delete(%Socket{} = socket, name, item), do: put_stream(socket, name, LiveStream.delete_item(stream!(socket, name), item))

  @doc "Removes the item with a DOM id from a stream."
  def stream_delete_by_dom_id(%Socket{} = socket, name, id), do: put_stream(socket, name, LiveStream.delete_id(stream!(socket, name), id))

  defp ensure_streams(%{assigns: %{streams: _}} = socket), do: socket
  defp ensure_streams(socket), do: Utils.force_assign(socket, :streams, %{__ref__: 0, __configured__: %{}})

  defp stream!(%{assigns: %{streams: streams}}, name) when is_map_key(streams, name), do: streams[name]
  defp stream!(socket, name), do: raise(ArgumentError, "no stream with name #{inspect(name)} previously defined: #{inspect(Map.keys(socket.assigns[:streams] || %{}) -- [:__ref__, :__configured__])}")

  defp put_stream(socket, name, stream), do: Utils.force_assign(socket, :streams, Map.put(socket.assigns.streams, name, stream))

  @doc "Runs a function in its own process. `handle_async/3` gets its value under `name`."
  def start_async(%Socket{} = socket, name, fun, opts \\ []) when is_function(fun, 0), do: Async.start(socket, name, fun, opts)

  @doc "Assigns the result of a function that runs in its own process: `{:ok, %{key: value}}` or `{:error, reason}`."
  def assign_async(%Socket{} = socket, key_or_keys, fun, opts \\ []) when is_function(fun, 0), do: Async.assign(socket, key_or_keys, fun, opts)

  @doc "Ends the process of `start_async/3` or of an asynchronous assign."
  def cancel_async(socket, async_or_keys, reason \\ {:shutdown, :cancel}), do: Async.cancel(socket, async_or_keys, reason)

  @doc """
  Allows uploads under `name`, for which `live_file_input` renders the input. `:accept` is a list of extensions and
  media types, or `:any`. Other options are `:max_entries`, `:max_file_size`, `:auto_upload`, `:progress`,
  `:validator`, `:writer`, `:external`, `:chunk_size` and `:chunk_timeout`.
  """
  def allow_upload(%Socket{} = socket, name, opts) when (is_atom(name) or is_binary(name)) and is_list(opts), do: Upload.allow(socket, name, opts)

  @doc "Revokes the permission to upload files under a name."
  def disallow_upload(%Socket{} = socket, name) when is_atom(name) or is_binary(name), do: Upload.disallow(socket, name)

  @doc "Cancels a file of an upload."
  def cancel_upload(%Socket{} = socket, name, entry_ref), do: Upload.cancel(socket, name, entry_ref)

  @doc "Returns the files of an upload: `{done, in_progress}`."
  def uploaded_entries(%Socket{} = socket, name), do: Upload.entries(socket, name)

  @doc "Passes each finished file to a function, as `%{path: path}` and its entry. The function returns `{:ok, value}`, or `{:postpone, value}` to keep the file."
  def consume_uploaded_entries(%Socket{} = socket, name, fun) when is_function(fun, 2), do: Upload.consume_all(socket, name, fun)

  @doc "Passes a single finished file to a function."
  def consume_uploaded_entry(%Socket{} = socket, entry, fun) when is_function(fun, 1), do: Upload.consume_one(socket, entry, fun)
end
