defmodule Cluster.Strategy do
  @moduledoc """
  The behaviour of strategies, which find other nodes.

  A strategy is a module that is started with `[%Cluster.Strategy.State{}]`, finds the names of nodes and passes
  them to `connect_nodes/4`:

      defmodule Hosts do
        use Cluster.Strategy

        def start_link([state]) do
          nodes = [:node1@localhost, :node2@localhost]
          Cluster.Strategy.connect_nodes(state.topology, state.connect, state.list_nodes, nodes)
          :ignore
        end
      end

  A strategy that searches continuously starts a process, like `Cluster.Strategy.Gossip`.
  """

  alias Cluster.Logger

  @type topology :: atom
  @type bad_nodes :: [{node, reason :: term}]
  @type mfa_tuple :: {module, atom, [term]}
  @type strategy_args :: [Cluster.Strategy.State.t()]

  @callback child_spec(strategy_args) :: Supervisor.child_spec()
  @callback start_link(strategy_args) :: {:ok, pid} | :ignore | {:error, reason :: term}

  @doc false
  defmacro __using__(_) do
    quote do
      @behaviour Cluster.Strategy

      @impl true
      def child_spec(args) do
        Supervisor.child_spec(%{id: __MODULE__, start: {__MODULE__, :start_link, [args]}}, type: :worker)
      end

      defoverridable child_spec: 1
    end
  end

  @doc """
  Connects to those of `nodes` that are not connected, except for this node.

  Returns `:ok`, or `{:error, [{node, reason}]}` for the nodes that could not be reached. Each outcome is logged.
  """
  @spec connect_nodes(topology, mfa_tuple, mfa_tuple, [node]) :: :ok | {:error, bad_nodes}
  def connect_nodes(topology, {_, _, _} = connect, {_, _, _} = list_nodes, nodes) when is_list(nodes) do
    nodes |> difference(call(list_nodes, [])) |> each_other(connect, &connected(topology, &1, &2))
  end

  defp connected(topology, node, true) do
    Logger.info(topology, "connected to #{inspect(node)}")
    :fine
  end

  defp connected(topology, node, failure) when failure in [false, :ignored] do
    why = if failure == :ignored, do: ": not part of network"
    Logger.warn(topology, "unable to connect to #{inspect(node)}#{why}")
    :bad
  end

  @doc """
  Disconnects from those of `nodes` that are connected.

  Returns `:ok`, or `{:error, [{node, reason}]}` for the nodes that could not be disconnected. Each outcome is
  logged.
  """
  @spec disconnect_nodes(topology, mfa_tuple, mfa_tuple, [node]) :: :ok | {:error, bad_nodes}
  def disconnect_nodes(topology, {_, _, _} = disconnect, {_, _, _} = list_nodes, nodes) when is_list(nodes) do
    nodes |> intersection(call(list_nodes, [])) |> each_other(disconnect, &disconnected(topology, &1, &2))
  end

  defp disconnected(topology, node, true) do
    Logger.info(topology, "disconnected from #{inspect(node)}")
    :fine
  end

  defp disconnected(topology, node, failure) do
    {end_of_text, verdict} =
      case failure do
        false -> {"because we're already disconnected", :fine}
        :ignored -> {"because it is not part of the network", :fine}
        reason -> {"with: #{inspect(reason)}", :bad}
      end

    Logger.warn(topology, "disconnect from #{inspect(node)} failed #{end_of_text}")
    verdict
  end

  # Calls the topology's function for every other node, and returns the nodes for which it failed.
  defp each_other(nodes, mfa, verdict) do
    results =
      for node <- nodes, node != Node.self() do
        answer = call(mfa, [node])
        {verdict.(node, answer), {node, answer}}
      end

    case for({:bad, pair} <- results, do: pair) do
      [] -> :ok
      bad -> {:error, Enum.reverse(bad)}
    end
  end

  @doc "Returns the elements that are in both lists."
  def intersection(a, b) when a == [] or b == [], do: []
  def intersection(a, b) when is_list(b) and is_list(a), do: MapSet.intersection(MapSet.new(a), MapSet.new(b))

  @doc "Returns the elements of the first list that are not in the second."
  def difference(a, b) when a == [] or b == [], do: a
  def difference(a, b) when is_list(b) and is_list(a), do: MapSet.difference(MapSet.new(a), MapSet.new(b))

  defp call({module, function, args}, more) do
    all = args ++ more

    unless function_exported?(module, function, length(all)) do
      raise "#{module}.#{function}/#{length(all)} is undefined!"
    end

    apply(module, function, all)
  end
end
