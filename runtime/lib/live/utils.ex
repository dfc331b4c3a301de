defmodule Phoenix.LiveView.Utils do
  @moduledoc false
  # Functions on the sockets of LiveViews, components and channels.

  alias Phoenix.LiveView.{Lifecycle, Socket}

  @mount_opts [:temporary_assigns, :layout]

  def assign(%Socket{} = socket, key, value) do
    case socket.assigns do
      %{^key => ^value} -> socket
      %{} -> force_assign(socket, key, value)
    end
  end

  def force_assign(%Socket{assigns: assigns} = socket, key, value) do
    %{socket | assigns: force_assign(assigns, assigns.__changed__, key, value)}
  end

  def force_assign(assigns, nil, key, value), do: Map.put(assigns, key, value)

  def force_assign(assigns, changed, key, value) do
    # The old map is kept, so that changes of @map.field can be detected.
    old = Map.get(assigns, key)
    changed = Map.put_new(changed, key, if(is_map(old), do: old, else: true))
    Map.merge(assigns, %{key => value, :__changed__ => changed})
  end

  def changed?(%Socket{assigns: %{__changed__: changed}}), do: changed != %{}

  def clear_changed(%Socket{assigns: assigns, private: private} = socket) do
    reset = private |> Map.get(:temporary_assigns, %{}) |> Map.put(:__changed__, %{})
    %{socket | assigns: assigns |> Map.merge(reset) |> prune_streams()}
  end

  defp prune_streams(%{streams: streams} = assigns) do
    %{assigns | streams: Map.new(streams, fn
      {name, %Phoenix.LiveView.LiveStream{} = stream} -> {name, Phoenix.LiveView.LiveStream.prune(stream)}
      other -> other
    end)}
  end

  defp prune_streams(assigns), do: assigns

  def clear_temp(%Socket{private: private} = socket), do: %{socket | private: Map.put(private, :live_temp, %{})}

  def configure_socket(%Socket{id: nil} = socket, private, action, flash, host_uri) do
    %{socket | id: "phx-" <> random(), private: private, assigns: first_assigns(socket, action, flash), host_uri: prune_uri(host_uri)}
  end

  def configure_socket(%Socket{} = socket, private, action, flash, host_uri) do
    %{socket | private: private, assigns: first_assigns(socket, action, flash), host_uri: prune_uri(host_uri)}
  end

  defp first_assigns(%{assigns: assigns}, nil, flash), do: Map.put(assigns, :flash, flash)
  defp first_assigns(%{assigns: assigns}, action, flash), do: Map.merge(assigns, %{live_action: action, flash: flash})

  defp prune_uri(%URI{} = uri), do: %URI{host: uri.host, port: uri.port, scheme: uri.scheme}
  defp prune_uri(other), do: other

  def random, do: :crypto.strong_rand_bytes(12) |> Base.url_encode64()

  def get_flash(%Socket{assigns: assigns}), do: assigns.flash
  def get_flash(%{} = flash, key), do: flash[key]

  def put_flash(%Socket{assigns: assigns} = socket, key, message) do
    key = flash_key(key)
    socket = temp_flash(socket, &Map.put(&1, key, message))
    assign(socket, :flash, Map.put(assigns.flash, key, message))
  end

  def clear_flash(%Socket{} = socket), do: socket |> assign(:flash, %{}) |> temp_flash(fn _ -> %{} end)

  def clear_flash(%Socket{assigns: assigns} = socket, key) do
    key = flash_key(key)
    socket |> assign(:flash, Map.delete(assigns.flash, key)) |> temp_flash(&Map.delete(&1, key))
  end

  def replace_flash(%Socket{} = socket, %{} = flash), do: assign(socket, :flash, flash)

  defp temp_flash(%{private: private} = socket, fun) do
    temp = private.live_temp
    %{socket | private: %{private | live_temp: Map.put(temp, :flash, fun.(temp[:flash] || %{}))}}
  end

  defp flash_key(key) when is_binary(key), do: key
  defp flash_key(key) when is_atom(key), do: Atom.to_string(key)

  def changed_flash(%Socket{private: private}), do: private.live_temp[:flash] || %{}

  def push_event(%Socket{private: private} = socket, event, payload) do
    temp = Map.update(private.live_temp, :push_events, [[event, payload]], &[[event, payload] | &1])
    %{socket | private: %{private | live_temp: temp}}
  end

  def put_reply(%Socket{private: private} = socket, payload) do
    %{socket | private: %{private | live_temp: Map.put(private.live_temp, :push_reply, payload)}}
  end

  def get_push_events(%Socket{private: private}), do: Enum.reverse(private.live_temp[:push_events] || [])
  def get_reply(%Socket{private: private}), do: private.live_temp[:push_reply]

  def salt!(endpoint) do
    case endpoint.config(:live_view) do
      [_ | _] = config -> config[:signing_salt]
      _ -> nil
    end || raise ArgumentError, """
    no signing salt found for #{inspect(endpoint)}.

    Add the following LiveView configuration to your config/config.exs:

        config :my_app, MyAppWeb.Endpoint,
            ...,
            live_view: [signing_salt: "#{random()}"]

    """
  end

  def sign_flash(endpoint, %{} = flash), do: Phoenix.Token.sign(endpoint, salt!(endpoint), flash)

  def verify_flash(endpoint, flash) do
    case Phoenix.Token.verify(endpoint, salt!(endpoint), flash || "", max_age: 60) do
      {:ok, flash} when is_map(flash) -> flash
      _ -> %{}
    end
  end

  # Calls the hooks of mount. Then calls the callback, unless a hook halts.
  def maybe_call_live_view_mount!(%Socket{} = socket, view, params, session) do
    {action, socket} = Lifecycle.mount(params, session, socket)

    cond do
      action == :halt -> {:ok, socket, []}
      function_exported?(view, :mount, 3) -> {:call, view.mount(params, session, socket)}
      true -> {:ok, socket, []}
    end
    |> mounted!(view)
  end

  defp mounted!({:ok, socket, opts}, _view), do: mount_opts(socket, opts)
  defp mounted!({:call, {:ok, %Socket{} = socket}}, _view), do: socket
  defp mounted!({:call, {:ok, %Socket{} = socket, opts}}, _view) when is_list(opts), do: mount_opts(socket, opts)

  defp mounted!({:call, other}, view) do
    raise ArgumentError, """
    invalid result returned from #{inspect(view)}.mount/3.

    Expected {:ok, socket} | {:ok, socket, opts}, got: #{inspect(other)}
    """
  end

  def mount_opts(socket, opts) do
    Enum.reduce(opts, socket, fn
      {:temporary_assigns, pairs}, socket ->
        temporary = Map.merge(Map.get(socket.private, :temporary_assigns, %{}), Map.new(pairs))
        %{socket | assigns: Map.merge(Map.new(pairs), socket.assigns), private: Map.put(socket.private, :temporary_assigns, temporary)}

      {:layout, layout}, socket ->
        %{socket | private: Map.put(socket.private, :live_layout, layout)}

      {key, _}, _socket ->
        raise ArgumentError, "unknown option returned from mount/3: #{inspect(key)}. Allowed: #{inspect(@mount_opts)}"
    end)
  end

  def call_component_mount(socket, component) do
    if function_exported?(component, :mount, 1) do
      case component.mount(socket) do
        {:ok, %Socket{} = socket} -> socket
        {:ok, %Socket{} = socket, opts} -> mount_opts(socket, opts)
        other -> raise ArgumentError, "invalid result returned from #{inspect(component)}.mount/1.\n\nExpected {:ok, socket} | {:ok, socket, opts}, got: #{inspect(other)}\n"
      end
    else
      socket
    end
  end

  def maybe_call_update!(socket, component, assigns) do
    if function_exported?(component, :update, 2) do
      case component.update(assigns, socket) do
        {:ok, %Socket{} = socket} -> socket
        other -> raise ArgumentError, "invalid result returned from #{inspect(component)}.update/2.\n\nExpected {:ok, socket}, got: #{inspect(other)}\n"
      end
    else
      Enum.reduce(assigns, socket, fn {key, value}, socket -> assign(socket, key, value) end)
    end
  end

  # Renders a LiveView or component in its layout.
  def to_rendered(%Socket{} = socket, view) do
    assigns = render_assigns(socket)
    inner = render!(socket, view, assigns)

    case layout(socket, view) do
      false ->
        inner

      {module, template} ->
        changed = Map.put(assigns.__changed__ || %{}, :inner_content, true)
        assigns = Map.merge(assigns, %{inner_content: inner, __changed__: changed})
        layout!(module, template, assigns)
    end
  end

  defp render!(socket, view, assigns) do
    fun = socket.private[:render_with] || (&view.render/1)

    case fun.(assigns) do
      %Phoenix.LiveView.Rendered{} = rendered -> rendered
      other -> raise RuntimeError, "expected #{inspect(view)}.render/1 to return a %Phoenix.LiveView.Rendered{} struct\n\nEnsure your render function uses ~H, or your template uses the .heex extension.\n\nGot:\n\n    #{inspect(other)}\n\n"
    end
  end

  defp layout(%{private: %{live_layout: layout}}, _view), do: layout || false

  defp layout(%{parent_pid: parent}, view) do
    if parent == nil and function_exported?(view, :__live__, 0), do: view.__live__()[:layout] || false, else: false
  end

  defp layout!(module, template, assigns) do
    name = if is_binary(template), do: template |> String.split(".") |> hd() |> String.to_atom(), else: template

    cond do
      Code.ensure_loaded?(module) and function_exported?(module, name, 1) -> apply(module, name, [assigns])
      function_exported?(module, :render, 2) -> module.render("#{name}.html", assigns)
      true -> raise ArgumentError, "no \"#{name}\" html template defined for #{inspect(module)} (the module #{if Code.ensure_loaded?(module), do: "exists but does not define #{name}/1 nor render/2", else: "does not exist"})"
    end
  end

  def render_assigns(%Socket{} = socket) do
    socket_for = %{socket | assigns: %Socket.AssignsNotInSocket{__assigns__: socket.assigns}}
    Map.put(socket.assigns, :socket, socket_for)
  end
end
