defmodule Cluster.Strategy.Serf do
  @moduledoc """
  Joins the cluster through the gossip protocol of Serf, which lab's nodes use. libcluster itself
  has no such strategy. It is part of lab to demonstrate the benefits of a membership protocol.

      topologies = [class: [strategy: Cluster.Strategy.Serf, config: [hosts: [:node1@localhost]]]]

  The other strategies search for each node repeatedly. With this strategy, it is enough to find a
  single member. The member announces this node to all others, and all others to this node, and
  each of them connects. Without `:hosts`, the strategy tries the nodes registered with EPMD on
  this machine until a node answers.

  Members ping each other continuously, so a frozen node is detected within a second. New nodes need no search. An
  isolated node searches for a member again after `:retry` milliseconds (1000).
  """

  use GenServer
  use Cluster.Strategy

  import Cluster.Logger

  alias Cluster.Strategy.State

  @doc "Returns the members known to be alive, without this node."
  @spec members() :: [node]
  def members(), do: :lab_serf.members()

  @impl true
  def start_link(args), do: GenServer.start_link(__MODULE__, args)

  @impl true
  def init([%State{} = state]) do
    :net_kernel.monitor_nodes(true)
    {:ok, state, {:continue, :join}}
  end

  @impl true
  def handle_continue(:join, state), do: {:noreply, join(state)}

  @impl true
  def handle_info(:look, state), do: {:noreply, look(%{state | meta: nil})}

  def handle_info({:nodeup, node}, state) do
    info(state.topology, "connected to #{inspect(node)}")
    {:noreply, state}
  end

  def handle_info({:nodedown, node}, state) do
    info(state.topology, "disconnected from #{inspect(node)}")
    {:noreply, if(Node.list() == [], do: later(state), else: state)}
  end

  # One reachable seed is enough to join.
  defp join(state) do
    seeds = seeds(state.config[:hosts])

    case Enum.find(seeds, &(:lab_serf.join(&1) == true)) do
      nil when seeds == [] ->
        later(state)

      nil ->
        debug(state.topology, "no member answers among #{inspect(seeds)}")
        later(state)

      seed ->
        info(state.topology, "joined through #{inspect(seed)}, members: #{inspect(Enum.sort(members()))}")
        later(state)
    end
  end

  # A member need not be connected. For example, the member through which this node joined may
  # have been leaving: when a node disconnects, the rest of the mesh drops it.
  defp look(state) do
    cond do
      Node.list() != [] ->
        state

      Enum.any?(members(), &Node.connect/1) ->
        state

      true ->
        join(state)
    end
  end

  defp later(%State{meta: nil} = state) do
    %{state | meta: Process.send_after(self(), :look, Keyword.get(state.config, :retry, 1_000))}
  end

  defp later(%State{meta: timer} = state) do
    Process.cancel_timer(timer)
    later(%{state | meta: nil})
  end

  defp seeds(nil) do
    [_, host] = node() |> Atom.to_string() |> String.split("@", parts: 2)

    case :erl_epmd.names() do
      {:ok, names} -> seeds(for {name, _port} <- names, do: :"#{name}@#{host}")
      {:error, _} -> []
    end
  end

  defp seeds(hosts), do: List.delete(hosts, node())
end
