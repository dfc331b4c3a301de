defmodule Phoenix.LiveView.Channel do
  @moduledoc false
  # This is the process of a connected LiveView.

  use GenServer, restart: :temporary
  require Logger

  alias Phoenix.LiveView.{Async, Diff, Joining, Lifecycle, Route, Socket, Upload, UploadChannel, Utils}
  alias Phoenix.Socket.{Broadcast, Message}

  def start_link({endpoint, from}), do: GenServer.start_link(__MODULE__, {endpoint, from}, hibernate_after: 15_000)

  def child_spec(arg), do: %{id: __MODULE__, start: {__MODULE__, :start_link, [arg]}, restart: :temporary, shutdown: 5000}

  @impl true
  def init({_endpoint, {pid, _}}), do: {:ok, Process.monitor(pid)}

  @impl true
  def handle_info({Phoenix.Channel, payload, from, phx_socket}, monitor) do
    Process.demonitor(monitor)
    join(payload, from, phx_socket)
  end

  def handle_info({:DOWN, monitor, _, _, _}, monitor), do: {:stop, {:shutdown, :closed}, monitor}
  def handle_info({:DOWN, _, _, pid, reason}, %{uploads: uploads} = state) when is_map_key(uploads, pid) do
    {{ref, entry, cid}, uploads} = Map.pop(uploads, pid)
    state = %{state | uploads: uploads}

    case reason do
      normal when normal in [:normal, :shutdown] or elem(normal, 0) == :shutdown -> on_socket(state, cid, nil, &{%{}, Upload.unregister(&1, ref, entry, pid)})
      _ -> {:stop, {:shutdown, {:channel_upload_exit, reason}}, state}
    end
  end

  def handle_info({:DOWN, _, _, pid, _}, %{socket: %{transport_pid: pid}} = state), do: {:stop, {:shutdown, :closed}, state}
  def handle_info({:DOWN, _, _, pid, _}, %{socket: %{parent_pid: pid}} = state), do: {:stop, {:shutdown, :parent_exited}, state}

  def handle_info(%Message{event: "phx_leave"} = message, state) do
    reply(state, message.ref, :ok, %{})
    {:stop, {:shutdown, :left}, state}
  end

  def handle_info(%Message{event: "live_patch", payload: %{"url" => url}, ref: ref}, state) do
    %{socket: socket} = state

    case Route.live_link_info(socket.endpoint, socket.router, url) do
      {:internal, %{view: view} = route} when view == socket.view ->
        socket |> Joining.handle_params(route) |> changed(state, ref)

      _ ->
        reply(state, ref, :ok, %{link_redirect: true})
        {:noreply, state}
    end
  end

  def handle_info(%Message{event: "event", payload: %{"event" => "lv:clear-flash"} = payload, ref: ref}, state) do
    socket =
      case payload["value"] do
        %{"key" => key} -> Utils.clear_flash(state.socket, key)
        _ -> Utils.clear_flash(state.socket)
      end

    changed(socket, state, ref)
  end

  def handle_info(%Message{event: "event", payload: %{"cid" => cid} = payload, ref: ref}, state) when is_integer(cid) do
    value = value(payload)

    in_component(state, cid, ref, fn socket, module ->
      case Lifecycle.handle_event(payload["event"], value, Upload.noted(socket, payload)) do
        {:cont, socket} -> module.handle_event(payload["event"], value, socket) |> handled_event(module)
        {:halt, reply, socket} -> Utils.put_reply(socket, reply)
        {:halt, socket} -> socket
      end
    end)
  end

  def handle_info(%Message{event: "event", payload: payload, ref: ref}, state) do
    %{"event" => event} = payload
    value = value(payload)
    socket = Upload.noted(state.socket, payload)

    case Lifecycle.handle_event(event, value, socket) do
      {:halt, reply, socket} -> socket |> Utils.put_reply(reply) |> changed(state, ref)
      {:halt, socket} -> changed(socket, state, ref)
      {:cont, socket} -> event |> socket.view.handle_event(value, socket) |> handled_event(socket.view) |> changed(state, ref)
    end
  end

  def handle_info(%Message{event: "cids_will_destroy", payload: %{"cids" => cids}, ref: ref}, state) do
    reply(state, ref, :ok, %{})
    {:noreply, %{state | components: Diff.mark_for_deletion(cids, state.components)}}
  end

  def handle_info(%Message{event: "cids_destroyed", payload: %{"cids" => cids}, ref: ref}, state) do
    {gone, components} = Diff.delete_components(cids, state.components)
    for {pid, {_, _, cid}} <- state.uploads, cid in gone, do: UploadChannel.cancel(pid)
    reply(state, ref, :ok, %{cids: gone})
    {:noreply, %{state | components: components}}
  end

  def handle_info(%Message{event: "allow_upload", payload: %{"ref" => upload, "entries" => entries} = payload, ref: ref}, state) do
    on_socket(state, payload["cid"], ref, &Upload.preflight(&1, upload, payload["cid"], entries))
  end

  def handle_info(%Message{event: "progress", payload: %{"ref" => upload, "entry_ref" => entry, "progress" => progress} = payload, ref: ref}, state) do
    on_socket(state, payload["cid"], ref, &{%{}, Upload.progress(&1, upload, entry, progress)})
  end

  def handle_info({:phoenix, :uploads_consumed, {ref, cid, entries}}, state), do: on_socket(state, cid, nil, &{%{}, Upload.consumed(&1, ref, entries)})
  def handle_info({:phoenix, :upload_consumed, pid}, state), do: on_upload(state, pid, fn socket, ref, entry -> Upload.consumed(socket, ref, [entry]) end)
  def handle_info({:phoenix, :upload_failed, {pid, reason}}, state), do: on_upload(state, pid, &Upload.writer_failed(&1, &2, &3, reason))

  def handle_info(%Broadcast{event: "phx_drain"}, state), do: {:stop, {:shutdown, :draining}, state}

  def handle_info({:phoenix, :send_update, {target, assigns}}, state) do
    cid =
      case target do
        %Phoenix.LiveComponent.CID{cid: cid} -> cid
        {module, id} -> Diff.cid_of(module, id, state.components)
      end

    if cid do
      in_component(state, cid, nil, fn socket, module -> updated(socket, module, assigns) end)
    else
      {:noreply, state}
    end
  end

  def handle_info({:phoenix_live_view_flash, kind, message}, state), do: state.socket |> Utils.put_flash(kind, message) |> changed(state, nil)

  def handle_info(message, %{socket: socket} = state) do
    case Async.outcome(message) do
      nil -> info(message, socket, state)
      {ref, name, nil, result} -> socket |> Async.handle(socket.view, ref, name, result) |> changed(state, nil)
      {ref, name, cid, result} -> in_component(state, cid, nil, fn socket, module -> Async.handle(socket, module, ref, name, result) end)
    end
  end

  defp info(message, socket, state) do
    case Lifecycle.handle_info(message, socket) do
      {:halt, socket} ->
        changed(socket, state, nil)

      {:cont, socket} ->
        if function_exported?(socket.view, :handle_info, 2) do
          message |> socket.view.handle_info(socket) |> handled(socket.view, :handle_info, 2) |> changed(state, nil)
        else
          Logger.debug("warning: undefined handle_info in #{inspect(socket.view)}. Unhandled message: #{inspect(message)}")
          changed(socket, state, nil)
        end
    end
  end

  defp updated(socket, module, assigns) do
    if function_exported?(module, :update_many, 1) do
      [socket] = module.update_many([{assigns, socket}])
      socket
    else
      Utils.maybe_call_update!(socket, module, assigns)
    end
  end

  @impl true
  def handle_call({:phoenix, :ping}, _from, state), do: {:reply, :ok, state}
  def handle_call({:phoenix, :view}, _from, state), do: {:reply, state.socket.view, state}

  def handle_call({:phoenix, :register_upload, {_ref, cid, _pid}}, _from, state) when is_integer(cid) and not is_map_key(state.components.cids, cid) do
    {:reply, {:error, :disallowed}, state}
  end

  def handle_call({:phoenix, :register_upload, {{ref, entry}, cid, pid}}, from, state) do
    # The process may end as soon as it has its reply.
    Process.monitor(pid)

    on_socket(%{state | uploads: Map.put(state.uploads, pid, {ref, entry, cid})}, cid, nil, fn socket ->
      {reply, socket} = Upload.register(socket, ref, entry, pid)
      GenServer.reply(from, reply)
      {%{}, socket}
    end)
  end

  def handle_call({:phoenix, :async_pids}, _from, state), do: {:reply, Async.pids(state.socket.private) ++ Diff.async_pids(state.components), state}

  def handle_call(message, from, %{socket: socket} = state) do
    case socket.view.handle_call(message, from, socket) do
      {:reply, reply, %Socket{} = socket} ->
        case changed(socket, state, nil) do
          {:noreply, state} -> {:reply, reply, state}
          {:stop, reason, state} -> {:stop, reason, reply, state}
        end

      other ->
        other |> handled(socket.view, :handle_call, 3) |> changed(state, nil)
    end
  end

  @impl true
  def handle_cast(:close, state), do: {:stop, {:shutdown, :duplicate_join}, state}
  def handle_cast(message, %{socket: socket} = state), do: message |> socket.view.handle_cast(socket) |> handled(socket.view, :handle_cast, 2) |> changed(state, nil)

  @impl true
  def terminate(reason, %{socket: %{view: view} = socket}) do
    if function_exported?(view, :terminate, 2), do: view.terminate(reason, socket), else: :ok
  end

  def terminate(_reason, _state), do: :ok

  defp join(payload, {pid, ref}, phx_socket) do
    Process.monitor(phx_socket.transport_pid)

    case Joining.join(payload, phx_socket) do
      {:ok, socket, dialect} ->
        state = %{
          socket: socket,
          components: Diff.new_components(dialect),
          topic: phx_socket.topic,
          serializer: phx_socket.serializer,
          join_ref: phx_socket.join_ref,
          redirects: 0,
          uploads: %{}
        }

        joined(socket, state, pid, ref)

      {:error, reply} ->
        send(pid, {ref, {:error, reply}})
        {:stop, :shutdown, nil}
    end
  end

  defp joined(%{redirected: nil} = socket, state, pid, ref) do
    Process.put(:"$initial_call", {socket.view, :mount, 3})
    {diff, state} = render(socket, state)
    send(pid, {ref, {:ok, Map.merge(%{rendered: diff, liveview_version: "1.1.0"}, Joining.container(socket))}})
    {:noreply, state}
  end

  defp joined(%{redirected: {:live, :patch, opts}} = socket, state, pid, ref) do
    case Joining.patch(%{socket | redirected: nil}, opts) do
      %{redirected: nil} = socket ->
        {diff, state} = render(socket, state)
        send(pid, {ref, {:ok, %{rendered: diff, live_patch: opts, liveview_version: "1.1.0"}}})
        {:noreply, state}

      socket ->
        joined(socket, state, pid, ref)
    end
  end

  defp joined(%{redirected: redirected} = socket, state, pid, ref) do
    send(pid, {ref, {:error, to_client(redirected, socket)}})
    {:stop, :shutdown, state}
  end

  defp handled({:noreply, %Socket{} = socket}, _view, _name, _arity), do: socket

  defp handled(other, view, name, arity) do
    raise ArgumentError, """
    invalid return from #{inspect(view)}.#{name}/#{arity} callback.

    Expected one of:

        {:noreply, %Socket{}}
        {:reply, map, %Socket{}}

    Got: #{inspect(other)}
    """
  end

  defp handled_event({:reply, %{} = reply, %Socket{} = socket}, _view), do: Utils.put_reply(socket, reply)
  defp handled_event(other, view), do: handled(other, view, :handle_event, 3)

  # Sends a new state to the client, either in the reply to message `ref` or as a message.
  defp changed(socket, state, ref, reply \\ %{})

  defp changed(%{redirected: nil} = socket, state, ref, reply) do
    {diff, state} = render(socket, state)
    push_diff(state, diff, ref, reply)
    {:noreply, %{state | redirects: 0}}
  end

  defp changed(%{redirected: {:live, :patch, opts}} = socket, %{redirects: n} = state, ref, reply) when n < 20 do
    case Joining.patch(%{socket | redirected: nil}, opts) do
      %{redirected: nil} = socket ->
        {diff, state} = render(socket, state)
        if ref, do: reply(state, ref, :ok, Map.merge(reply, %{diff: diff, live_patch: opts})), else: push_patch(state, diff, opts)
        {:noreply, %{state | redirects: 0}}

      socket ->
        changed(socket, %{state | redirects: n + 1}, ref, reply)
    end
  end

  defp changed(%{redirected: {:live, :patch, opts}}, _state, _ref, _reply) do
    raise "too many redirects, the last of them to #{opts.to}"
  end

  defp changed(%{redirected: redirected} = socket, state, ref, _reply) do
    payload = to_client(redirected, socket)
    [{event, opts}] = Map.to_list(payload)
    if ref, do: reply(state, ref, :ok, payload), else: push(state, Atom.to_string(event), opts)
    {:stop, {:shutdown, {event, opts}}, %{state | socket: socket}}
  end

  defp push_patch(state, diff, opts) do
    push(state, "live_patch", opts)
    push_diff(state, diff, nil, %{})
  end

  defp to_client({:live, :redirect, opts}, socket), do: %{live_redirect: with_flash(opts, socket)}
  defp to_client({:redirect, %{external: url}}, socket), do: %{redirect: with_flash(%{to: url}, socket)}
  defp to_client({:redirect, %{to: to}}, socket), do: %{redirect: with_flash(%{to: to}, socket)}

  defp with_flash(opts, socket) do
    case Utils.changed_flash(socket) do
      flash when flash == %{} -> opts
      flash -> Map.put(opts, :flash, Utils.sign_flash(socket.endpoint, flash))
    end
  end

  # Renders the diff of the changes, including events and the reply.
  defp render(socket, state) do
    {socket, diff, components} =
      if Utils.changed?(socket) or elem(socket.fingerprints, 0) == nil do
        Diff.render(socket, Utils.to_rendered(socket, socket.view), state.components)
      else
        {socket, Diff.put_private(%{}, socket), state.components}
      end

    diff = Diff.put_reply(diff, socket)
    socket = socket |> Lifecycle.after_render() |> Utils.clear_changed() |> Utils.clear_temp()
    {diff, %{state | socket: socket, components: components}}
  end

  # Updates the socket of the LiveView or of a component with a function that returns `{reply,
  # socket}`.
  defp on_socket(state, nil, ref, fun) do
    {reply, socket} = fun.(state.socket)
    changed(socket, state, ref, reply)
  end

  defp on_socket(state, cid, ref, fun), do: with_component(state, cid, ref, fn socket, _module -> fun.(socket) end)

  defp on_upload(state, pid, fun) do
    case state.uploads do
      %{^pid => {ref, entry, cid}} -> on_socket(state, cid, nil, &{%{}, fun.(&1, ref, entry)})
      _ -> {:noreply, state}
    end
  end

  defp in_component(state, cid, ref, fun), do: with_component(state, cid, ref, fn socket, module -> {%{}, fun.(socket, module)} end)

  defp with_component(state, cid, ref, fun) do
    changing = fn socket, module ->
      {reply, socket} = fun.(socket, module)
      {socket, reply}
    end

    case Diff.with_component(state.socket, cid, state.components, changing) do
      {socket, diff, components, reply} ->
        state = %{state | components: components}

        case socket.redirected do
          nil ->
            diff = diff |> Diff.put_private(%{socket | assigns: %{__changed__: %{}}}) |> Diff.put_reply(socket)
            state = %{state | socket: Utils.clear_temp(socket)}
            push_diff(state, diff, ref, reply)
            {:noreply, state}

          {:live, :patch, _} ->
            push_diff(state, diff, nil, %{})
            changed(socket, state, ref, reply)

          _ ->
            changed(socket, state, ref, reply)
        end

      :error ->
        if ref, do: reply(state, ref, :ok, %{})
        {:noreply, state}
    end
  end

  defp push_diff(_state, diff, nil, _reply) when diff == %{}, do: :ok
  defp push_diff(state, diff, nil, _reply), do: push(state, "diff", diff)
  defp push_diff(state, diff, ref, reply) when diff == %{}, do: reply(state, ref, :ok, reply)
  defp push_diff(state, diff, ref, reply), do: reply(state, ref, :ok, Map.put(reply, :diff, diff))

  defp push(state, event, payload) do
    message = %Message{topic: state.topic, event: event, payload: payload, join_ref: state.join_ref}
    send(state.socket.transport_pid, state.serializer.encode!(message))
    :ok
  end

  defp reply(state, ref, status, payload) do
    reply = %Phoenix.Socket.Reply{topic: state.topic, ref: ref, join_ref: state.join_ref, status: status, payload: payload}
    send(state.socket.transport_pid, state.serializer.encode!(reply))
    :ok
  end

  # Returns the value of an event: a form's fields as nested params, or the payload's value.
  defp value(%{"type" => "form", "value" => raw} = payload) do
    raw |> Plug.Conn.Query.decode() |> Map.merge(payload["meta"] || %{}) |> with_target()
  end

  defp value(%{"value" => value} = payload) when is_map(value) do
    if payload["meta"], do: Map.merge(payload["meta"], value), else: value
  end

  defp value(%{"value" => value}), do: value
  defp value(_payload), do: %{}

  defp with_target(%{"_target" => target} = params) when is_binary(target) do
    %{params | "_target" => target |> Plug.Conn.Query.decode() |> keys()}
  end

  defp with_target(params), do: params

  defp keys(%{} = map) do
    case Map.to_list(map) do
      [{key, inner}] -> [key | keys(inner)]
      [] -> []
    end
  end

  defp keys([inner]), do: keys(inner)
  defp keys(_other), do: []
end
