defmodule Cluster.Strategy do
  @moduledoc """
  A way to find other nodes.

  A strategy is a module that is started with `[%Cluster.Strategy.State{}]`, finds names of nodes
  in its own way, and hands them to `connect_nodes/4`:

      defmodule Hosts do
        use Cluster.Strategy

        def start_link([state]) do
          nodes = [:node1@localhost, :node2@localhost]
          Cluster.Strategy.connect_nodes(state.topology, state.connect, state.list_nodes, nodes)
          :ignore
        end
      end

  One that has to go on looking starts a process, as `Cluster.Strategy.Gossip` does.
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
        %{id: __MODULE__, type: :worker, start: {__MODULE__, :start_link, [args]}}
      end

      defoverridable child_spec: 1
    end
  end

  @doc """
  Connects to those of `nodes` that are neither connected nor this one.

  Returns `:ok`, or `{:error, [{node, reason}]}` with those that could not be reached. Each
  outcome is logged.
  """
  @spec connect_nodes(topology, mfa_tuple, mfa_tuple, [node]) :: :ok | {:error, bad_nodes}
  def connect_nodes(topology, {_, _, _} = connect, {_, _, _} = list_nodes, nodes) when is_list(nodes) do
    nodes
    |> difference(call(list_nodes, []))
    |> others()
    |> Enum.reduce([], fn node, bad ->
      case call(connect, [node]) do
        true ->
          Logger.info(topology, "connected to #{inspect(node)}")
          bad

        false ->
          Logger.warn(topology, "unable to connect to #{inspect(node)}")
          [{node, false} | bad]

        :ignored ->
          Logger.warn(topology, "unable to connect to #{inspect(node)}: not part of network")
          [{node, :ignored} | bad]
      end
    end)
    |> outcome()
  end

  @doc """
  Disconnects from those of `nodes` that are connected.

  Returns `:ok`, or `{:error, [{node, reason}]}` with those that could not be disconnected. Each
  outcome is logged.
  """
  @spec disconnect_nodes(topology, mfa_tuple, mfa_tuple, [node]) :: :ok | {:error, bad_nodes}
  def disconnect_nodes(topology, {_, _, _} = disconnect, {_, _, _} = list_nodes, nodes) when is_list(nodes) do
    nodes
    |> intersection(call(list_nodes, []))
    |> others()
    |> Enum.reduce([], fn node, bad ->
      case call(disconnect, [node]) do
        true ->
          Logger.info(topology, "disconnected from #{inspect(node)}")
          bad

        false ->
          Logger.warn(topology, "disconnect from #{inspect(node)} failed because we're already disconnected")
          bad

        :ignored ->
          Logger.warn(topology, "disconnect from #{inspect(node)} failed because it is not part of the network")
          bad

        reason ->
          Logger.warn(topology, "disconnect from #{inspect(node)} failed with: #{inspect(reason)}")
          [{node, reason} | bad]
      end
    end)
    |> outcome()
  end

  @doc "What is in both lists."
  def intersection(_a, []), do: []
  def intersection([], _b), do: []
  def intersection(a, b) when is_list(a) and is_list(b), do: MapSet.intersection(MapSet.new(a), MapSet.new(b))

  @doc "What is in the first list alone."
  def difference(a, []), do: a
  def difference([], _b), do: []
  def difference(a, b) when is_list(a) and is_list(b), do: MapSet.difference(MapSet.new(a), MapSet.new(b))

  defp others(nodes), do: Enum.reject(nodes, &(&1 == Node.self()))

  defp outcome([]), do: :ok
  defp outcome(bad), do: {:error, bad}

  defp call({module, function, args}, more) do
    all = args ++ more

    unless function_exported?(module, function, length(all)) do
      raise "#{module}.#{function}/#{length(all)} is undefined!"
    end

    apply(module, function, all)
  end
end
