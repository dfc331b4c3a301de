defmodule Phoenix.LiveView.AsyncResult do
  @moduledoc "An asynchronous assign: loading, failed or ok."

  defstruct ok?: false, loading: nil, failed: nil, result: nil

  @doc "Returns an assign that is loading."
  def loading, do: %__MODULE__{loading: true}
  def loading(%__MODULE__{} = result), do: %{result | loading: true, failed: nil}
  def loading(state), do: %__MODULE__{loading: state}
  def loading(%__MODULE__{} = result, state), do: %{result | loading: state, failed: nil}

  @doc "Returns an assign that has failed."
  def failed(%__MODULE__{} = result, reason), do: %{result | failed: reason, loading: nil}

  @doc "Returns an assign with a value."
  def ok(value), do: %__MODULE__{ok?: true, result: value}
  def ok(%__MODULE__{} = result, value), do: %{result | failed: nil, ok?: true, loading: nil, result: value}
end

defmodule Phoenix.LiveView.Async do
  @moduledoc false
  # Runs work in separate processes. The LiveView receives the result, and monitors the process in
  # case it dies. The process is linked, so that it does not outlive the LiveView.

  alias Phoenix.LiveView.{AsyncResult, Socket, Utils}

  def start(%Socket{} = socket, name, fun, _opts), do: run(socket, name, fun, :start)

  def assign(%Socket{} = socket, keys, fun, opts) do
    keys = List.wrap(keys)
    reset = opts[:reset]

    socket =
      Enum.reduce(keys, socket, fn key, socket ->
        case socket.assigns do
          %{^key => %AsyncResult{ok?: true} = existing} when reset != true -> Utils.assign(socket, key, AsyncResult.loading(existing, keys))
          _ -> Utils.assign(socket, key, AsyncResult.loading(keys))
        end
      end)

    run(socket, keys, fun, :assign)
  end

  defp run(socket, name, fun, kind) do
    if Phoenix.LiveView.connected?(socket) do
      lv = self()
      cid = with %{cid: cid} <- socket.assigns[:myself], do: cid
      ref = make_ref()
      {pid, monitor} = :erlang.spawn_opt(fn -> work(lv, ref, fun) end, [:link, :monitor])
      running = Map.put(running(socket), name, {ref, pid, kind})
      Process.put({__MODULE__, monitor}, {ref, name, cid})
      Process.put({__MODULE__, ref}, {monitor, name, cid})
      %{socket | private: Map.put(socket.private, :live_async, running)}
    else
      socket
    end
  end

  defp running(socket), do: Map.get(socket.private, :live_async) || %{}

  @doc "Returns the running processes."
  def pids(private), do: for({_name, {_ref, pid, _kind}} <- private[:live_async] || %{}, do: pid)

  defp work(lv, ref, fun) do
    send(lv, {:phoenix, :async_result, ref, {:ok, fun.()}})
  catch
    kind, reason ->
      send(lv, {:phoenix, :async_result, ref, {:exit, exit_reason(kind, reason, __STACKTRACE__)}})
  end

  defp exit_reason(:error, reason, stack), do: {Exception.normalize(:error, reason, stack), stack}
  defp exit_reason(:throw, value, stack), do: {{:nocatch, value}, stack}
  defp exit_reason(:exit, reason, _stack), do: reason

  @doc "Returns the result in a message, `{ref, name, cid, result}`, or nil for any other message."
  def outcome({:phoenix, :async_result, ref, result}) do
    with {monitor, name, cid} <- Process.delete({__MODULE__, ref}) do
      Process.demonitor(monitor, [:flush])
      Process.delete({__MODULE__, monitor})
      {ref, name, cid, result}
    end
  end

  def outcome({:DOWN, monitor, :process, _pid, reason}) do
    with {ref, name, cid} <- Process.delete({__MODULE__, monitor}) do
      Process.delete({__MODULE__, ref})
      {ref, name, cid, {:exit, reason}}
    end
  end

  def outcome(_message), do: nil

  @doc """
  Handles a result. The result of `start_async/3` goes to `handle_async/3`; an asynchronous assign
  is stored in the assigns. The result is dropped if a later process has the same name.
  """
  def handle(%Socket{} = socket, module, ref, name, result) do
    case running(socket) do
      %{^name => {^ref, _pid, kind}} = running ->
        done(%{socket | private: Map.put(socket.private, :live_async, Map.delete(running, name))}, module, name, result, kind)

      _ ->
        socket
    end
  end

  defp done(socket, module, name, result, :start) do
    case Phoenix.LiveView.Lifecycle.handle_async(name, result, socket) do
      {:halt, socket} ->
        socket

      {:cont, socket} ->
        case module.handle_async(name, result, socket) do
          {:noreply, %Socket{} = socket} -> socket
          other -> raise ArgumentError, "expected #{inspect(module)}.handle_async/3 to return {:noreply, socket}, got: #{inspect(other)}"
        end
    end
  end

  defp done(socket, _module, keys, result, :assign) do
    case result do
      {:ok, {:ok, %{} = values}} ->
        Enum.reduce(keys, socket, fn key, socket -> Utils.assign(socket, key, AsyncResult.ok(socket.assigns[key], Map.fetch!(values, key))) end)

      {:ok, {:error, reason}} ->
        failed(socket, keys, {:error, reason})

      {:ok, other} ->
        raise ArgumentError, "expected assign_async to return {:ok, map} of\nassigns for #{inspect(keys)} or {:error, reason}, got: #{inspect(other)}\n"

      {:exit, _} = exit ->
        failed(socket, keys, exit)
    end
  end

  defp failed(socket, keys, reason) do
    Enum.reduce(keys, socket, fn key, socket -> Utils.assign(socket, key, AsyncResult.failed(socket.assigns[key], reason)) end)
  end

  def cancel(%Socket{} = socket, %AsyncResult{loading: keys}, reason) when is_list(keys) do
    cancel(socket, keys, reason)
  end

  def cancel(%Socket{} = socket, %AsyncResult{}, _reason), do: socket

  def cancel(%Socket{} = socket, name, reason) do
    case running(socket) do
      %{^name => {_ref, pid, _kind}} ->
        Process.unlink(pid)
        Process.exit(pid, reason)
        socket

      _ ->
        socket
    end
  end
end
