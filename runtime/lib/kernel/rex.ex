defmodule :rex do
  @moduledoc """
  The server for calls from other nodes. It runs a `:block_call` itself, and every other call in a
  new process.
  """

  @behaviour :gen_server

  @doc "Starts the server."
  def start_link(), do: :gen_server.start_link({:local, :rex}, __MODULE__, [], [])

  @impl true
  def init([]), do: {:ok, []}

  @impl true
  def handle_call({:block_call, module, function, args, leader}, _from, state) do
    {:reply, under(leader, module, function, args), state}
  end

  def handle_call({:call, module, function, args, leader}, from, state) do
    spawn(fn -> GenServer.reply(from, under(leader, module, function, args)) end)
    {:noreply, state}
  end

  @impl true
  def handle_cast({:cast, module, function, args, leader}, state) do
    spawn(fn -> under(leader, module, function, args) end)
    {:noreply, state}
  end

  def handle_cast(_request, state), do: {:noreply, state}

  @impl true
  def handle_info(_msg, state), do: {:noreply, state}

  defp under(leader, module, function, args) do
    own = :erlang.group_leader()
    :erlang.group_leader(leader, self())

    try do
      apply(module, function, args)
    catch
      :throw, value -> value
      :exit, reason -> {:badrpc, {:EXIT, reason}}
      :error, reason -> {:badrpc, {:EXIT, {reason, __STACKTRACE__}}}
    after
      :erlang.group_leader(own, self())
    end
  end
end
