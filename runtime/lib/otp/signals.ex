defmodule :erl_signal_handler do
  @moduledoc "The node's default reactions to operating system signals."

  @behaviour :gen_event

  @impl true
  def init(_), do: {:ok, nil}

  @impl true
  def handle_event(:sigterm, state) do
    :init.stop()
    {:ok, state}
  end

  def handle_event(:sigquit, _state), do: :erlang.halt()
  def handle_event(:sigusr1, _state), do: :erlang.halt(1)
  def handle_event(_signal, state), do: {:ok, state}

  @impl true
  def handle_call(_request, state), do: {:ok, :ok, state}
end

defmodule System.SignalHandler do
  @moduledoc false
  # Calls a function of the program for a signal, as a handler of the signal server.

  @behaviour :gen_event

  @doc "Registers a function for a signal."
  def trap(signal, id, fun) do
    manager = manager()

    if handler(signal, id) in :gen_event.which_handlers(manager) do
      {:error, :already_registered}
    else
      :ok = :gen_event.add_handler(manager, handler(signal, id), {signal, fun})
      :lab_signal.watch(signal, manager)
      {:ok, id}
    end
  end

  @doc "Removes a function. A signal without functions gets its default action back."
  def untrap(signal, id) do
    manager = manager()

    case :gen_event.delete_handler(manager, handler(signal, id), :removed) do
      :ok ->
        if not Enum.any?(:gen_event.which_handlers(manager), &match?({__MODULE__, {^signal, _}}, &1)), do: :lab_signal.unwatch(signal)
        :ok

      {:error, :module_not_found} ->
        {:error, :not_found}
    end
  end

  defp handler(signal, id), do: {__MODULE__, {signal, id}}

  defp manager() do
    case :gen_event.start({:local, :erl_signal_server}) do
      {:ok, manager} ->
        :gen_event.add_handler(manager, :erl_signal_handler, [])
        manager

      {:error, {:already_started, manager}} ->
        manager
    end
  end

  @impl true
  def init(state), do: {:ok, state}

  @impl true
  def handle_event(signal, {signal, fun} = state) do
    :ok = fun.()
    {:ok, state}
  end

  def handle_event(_other, state), do: {:ok, state}

  @impl true
  def handle_call(_request, state), do: {:ok, :ok, state}

  @impl true
  def terminate(_reason, _state), do: :ok
end
