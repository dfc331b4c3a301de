defmodule PhoenixHello.Receiver do
  @moduledoc """
  A process that prints each message that it receives. It answers with the name of its node.

  One runs in the whole cluster, registered globally under the name of this module.
  """

  use GenServer

  def start_link do
    GenServer.start_link(__MODULE__, nil, name: {:global, __MODULE__})
  end

  @doc """
  Exercise 1. Asks the one Receiver of the cluster, wherever it runs, and returns its answer.

  The Receiver is called with `{msg, name_of_the_asking_node}` and answers
  `{msg, name_of_its_own_node}`.

      iex> PhoenixHello.Receiver.send_msg("hello")
      {"hello", :node2@localhost}
  """
  def send_msg(msg) do
    GenServer.call(:global.whereis_name(__MODULE__), {msg, Node.self()})
  end

  @doc """
  Exercise 2. Asks every Receiver. With a global name, there is only one.

      iex> PhoenixHello.Receiver.send_msg_to_all_nodes("hello")
      [{"hello", :node1@localhost}]
  """
  def send_msg_to_all_nodes(msg) do
    [send_msg(msg)]
  end

  @impl true
  def init(state) do
    {:ok, state}
  end

  @impl true
  def handle_call({msg, from_node}, _from, state) do
    IO.inspect("#{inspect(msg)} message received on node #{inspect(node())} from node: #{inspect(from_node)}")
    {:reply, {msg, node()}, state}
  end

  @impl true
  def handle_info(msg, state) do
    IO.inspect("#{inspect(msg)} message received on node #{inspect(node())}")
    {:noreply, state}
  end
end
