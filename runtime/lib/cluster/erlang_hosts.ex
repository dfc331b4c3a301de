defmodule Cluster.Strategy.ErlangHosts do
  @moduledoc """
  Connects to the nodes on the hosts in the file `.hosts.erlang`.

      topologies = [
        class: [
          strategy: Cluster.Strategy.ErlangHosts,
          config: [timeout: 30_000, name_match: "node"]
        ]
      ]

  The file is in the folder of the node. Each line is a host as an Erlang atom with a full stop: `localhost.` or
  `'host-1.example.org'.`

  `:timeout` is the interval at which the hosts are queried; without it they are queried once. `:name_match` selects
  names registered with EPMD on these hosts: an atom or a list of atoms (the whole name), a charlist (the whole
  name), a string (a part of the name), a regular expression, a function, `{module, function}` or `{module,
  function, more_arguments}`.
  """

  use GenServer
  use Cluster.Strategy

  alias Cluster.Strategy.State

  @impl true
  def start_link([%State{topology: topology} = state]) do
    case :net_adm.host_file() do
      {:error, _reason} ->
        Cluster.Logger.warn(topology, "couldn't find .hosts.erlang file - not joining cluster")
        :ignore

      hosts ->
        GenServer.start_link(__MODULE__, [%{state | meta: hosts}])
    end
  end

  @impl true
  def init([%State{config: config, meta: hosts} = state]) do
    state = %{state | meta: {matcher(config[:name_match]), hosts}}
    connect(state)
    {:ok, state, pause(state)}
  end

  @impl true
  def handle_info(:timeout, state), do: handle_info(:connect, state)

  def handle_info(:connect, state) do
    connect(state)
    {:noreply, state, pause(state)}
  end

  defp pause(%State{config: config}), do: Keyword.get(config, :timeout, :infinity)

  defp connect(%State{meta: {matches?, hosts}} = state) do
    nodes =
      for host <- hosts,
          {:ok, names} <- [:net_adm.names(host)],
          {name, _port} <- names,
          matches?.(name),
          node = :"#{name}@#{host}",
          node != node(),
          do: node

    Cluster.Strategy.connect_nodes(state.topology, state.connect, state.list_nodes, nodes)
  end

  defp matcher(nil), do: fn _name -> true end
  defp matcher(atom) when is_atom(atom), do: &(Atom.to_string(atom) == to_string(&1))
  defp matcher([atom | _] = atoms) when is_atom(atom), do: &(to_string(&1) in Enum.map(atoms, fn a -> to_string(a) end))
  defp matcher([char | _] = charlist) when is_integer(char), do: &(&1 == charlist)
  defp matcher(text) when is_binary(text), do: &String.contains?(to_string(&1), text)
  defp matcher(%Regex{} = regex), do: &String.match?(to_string(&1), regex)
  defp matcher(fun) when is_function(fun, 1), do: &fun.(to_string(&1))
  defp matcher({module, function}), do: &apply(module, function, [to_string(&1)])
  defp matcher({module, function, args}), do: &apply(module, function, [to_string(&1) | args])
  defp matcher(_other), do: matcher(nil)
end
