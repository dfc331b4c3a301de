defmodule Cluster.Strategy.DNSPoll do
  @moduledoc """
  Connects to the nodes of a DNS name: `basename@ADDRESS` for each address that the name resolves to.

      topologies = [
        class: [
          strategy: Cluster.Strategy.DNSPoll,
          config: [query: "my-app.example", node_basename: "app", polling_interval: 5_000, prune: true]
        ]
      ]

  The name is resolved every `:polling_interval` milliseconds. A node whose address is no longer in the result is
  disconnected, unless `prune: false` is set.

  Code in a lab has no access to name servers. The addresses of a name come from `:inet_db.add_host({127, 0, 0, 2},
  [~c"my-app.example"])`, or from a function of the program, `resolver: fn query -> [{127, 0, 0, 2}] end`.
  """

  use GenServer

  import Cluster.Logger

  alias Cluster.Strategy
  alias Cluster.Strategy.State

  def start_link(args), do: GenServer.start_link(__MODULE__, args)

  @impl true
  def init([%State{meta: nil} = state]), do: init([%{state | meta: MapSet.new()}])
  def init([%State{} = state]), do: {:ok, poll(state)}

  @impl true
  def handle_info(:timeout, state), do: handle_info(:poll, state)
  def handle_info(:poll, state), do: {:noreply, poll(state)}
  def handle_info(_other, state), do: {:noreply, state}

  defp poll(%State{config: config} = state) do
    found = state |> resolve() |> MapSet.new()
    known = if Keyword.get(config, :prune, true), do: prune(state, found), else: found

    missed = state.topology |> Strategy.connect_nodes(state.connect, state.list_nodes, MapSet.to_list(known)) |> bad()
    Process.send_after(self(), :poll, Keyword.get(config, :polling_interval, 5_000))
    %{state | meta: MapSet.difference(known, missed)}
  end

  # Disconnects from the nodes that are no longer found. Nodes that cannot be disconnected are
  # kept.
  defp prune(state, found) do
    gone = MapSet.difference(state.meta, found)
    kept = state.topology |> Strategy.disconnect_nodes(state.disconnect, state.list_nodes, MapSet.to_list(gone)) |> bad()
    MapSet.union(found, kept)
  end

  defp bad(:ok), do: MapSet.new()
  defp bad({:error, nodes}), do: MapSet.new(nodes, fn {node, _reason} -> node end)

  defp resolve(%State{config: config, topology: topology}) do
    case {Keyword.fetch(config, :query), Keyword.fetch(config, :node_basename)} do
      {{:ok, query}, {:ok, name}} when is_binary(query) and is_binary(name) and query != "" and name != "" ->
        debug(topology, "polling dns for '#{query}'")
        resolver = Keyword.get(config, :resolver, &(&1 |> String.to_charlist() |> lookup_all_ips()))
        for ip <- resolver.(query), node = :"#{name}@#{:inet_parse.ntoa(ip)}", node != node(), do: node

      {{:ok, query}, {:ok, name}} ->
        warn(
          topology,
          "dns polling strategy is selected, but query or basename param is invalid: #{inspect(%{query: query, node_basename: name})}"
        )

        []

      {:error, :error} ->
        warn(topology, "dns polling strategy is selected, but query and basename params missed")
        []
    end
  end

  @doc "Returns the IPv4 and IPv6 addresses of a name."
  def lookup_all_ips(query), do: Enum.flat_map([:a, :aaaa], &:inet_res.lookup(query, :in, &1))
end
