defmodule Hordes.ManagerSupervisor do
  use Horde.DynamicSupervisor

  def start_link(_), do: Horde.DynamicSupervisor.start_link(__MODULE__, [], name: __MODULE__)

  @impl true
  def init(_) do
    [strategy: :one_for_one, members: :auto, process_redistribution: :active]
    |> Keyword.merge(Application.get_env(:hordes, :supervisor, []))
    |> Horde.DynamicSupervisor.init()
  end

  def start_manager(name), do: Horde.DynamicSupervisor.start_child(__MODULE__, {Hordes.Manager, name})

  def start_random(n), do: for(i <- 1..n, do: start_manager("m#{i}"))

  @doc "Returns the number of managers on each node according to the supervisors, and the number of registered names."
  def counts() do
    by_node =
      Horde.DynamicSupervisor.which_children(__MODULE__)
      |> Enum.frequencies_by(fn {_, pid, _, _} -> node(pid) end)

    {by_node, Horde.Registry.count(Names)}
  end

  @doc "Returns the names and pids of the managers on this node. It finds them by their processes."
  def running() do
    for pid <- Process.list(), {:dictionary, d} <- [Process.info(pid, :dictionary)], {:manager, name} <- d, do: {name, pid}
  end

  @doc "Returns the names in the registry's table on this node."
  def names(), do: Horde.Registry.select(Names, [{{:"$1", :"$2", :_}, [], [{{:"$1", :"$2"}}]}])

  @doc "Returns the names of the managers that this node's member knows."
  def wanted(), do: for({_, {_, %{start: {_, _, [name]}}, _, _}} <- :sys.get_state(__MODULE__).kids.records, do: name)

  @doc "Returns the knowledge of this node about a manager, for the report of a failure."
  def about(name) do
    %{kids: kids, cluster: cluster, conf: conf} = :sys.get_state(__MODULE__)
    peers = for {{_, node}, p} <- cluster.peers, do: {node, p.status}

    records =
      for {id, {owner, %{start: {_, _, [^name]}}, pid, life}} <- kids.records do
        {id, owner, pid, life == conf.life, local: kids.local[id], busy: kids.busy[id], lost: kids.lost[id]}
      end

    {:ets.lookup(:"keys_#{Names}", name), records, peers, Node.list()}
  end
end
