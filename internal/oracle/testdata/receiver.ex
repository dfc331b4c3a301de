defmodule PhoenixHello.Receiver do
  @moduledoc """
  A process that prints each message that it receives. It answers with the name of its node.

  One runs on each node, registered under the name of this module.
  """

  use GenServer

  def start_link do
    GenServer.start_link(__MODULE__, nil, name: __MODULE__)
  end

  @doc """
  Exercise 1. Asks the Receiver of one other connected node, and returns its answer.

  The Receiver is called with `{msg, name_of_the_asking_node}` and answers
  `{msg, name_of_its_own_node}`.

      iex> PhoenixHello.Receiver.send_msg("hello")
      {"hello", :node2@localhost}
  """
  def send_msg(msg) do
    [other | _] = Node.list()
    GenServer.call({__MODULE__, other}, {msg, Node.self()})
  end

  @doc """
  Exercise 2. Asks the Receiver of every node of the cluster, this one included,
  and returns the list of their answers.

      iex> PhoenixHello.Receiver.send_msg_to_all_nodes("hello")
      [{"hello", :node1@localhost}, {"hello", :node2@localhost}]
  """
  def send_msg_to_all_nodes(msg) do
    Enum.map([Node.self() | Node.list()], fn node ->
      GenServer.call({__MODULE__, node}, {msg, Node.self()})
    end)
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
