# How lab 7 is graded. docs/authoring.md explains every name.

node :node1, project: true
node :node2, project: true
node :node3, project: true
named()

include :managers

# lab does not have these strategies of libcluster.
boot ~r/Cluster\.Strategy\.(Kubernetes|Rancher)\b/, :other_means
boot ~r/: exited in: [^\n]*\n[^\n]*\n\s*\*\* \(ArgumentError\) The module \S+ was given as a child/, :unknown_module
boot ~r/as a child to a supervisor but it does not exist|UndefinedFunctionError|:undef/, :no_strategy
boot ~r/key :strategy not found in:\s*\[\w+: \[/, :wrapped
boot ~r/key :strategy not found|:strategy, \[/, :no_strategy_key
boot ~r/Keyword.fetch!|Keyword, :fetch!/, :no_topology_name
boot ~r/"node\d@localhost"|connect_node\("/, :host_text
boot ~r/already.started|duplicate_child_name|more than one child specification/, :twice
boot ~r/FunctionClauseError|function_clause|ArgumentError|Protocol/, :bad_options

prepare do
  eval(on: :each, code: :managers_seen, seal: [LabManagers])
end

check "carried-out", "A Cluster.Supervisor is started with the application" do
  children = eval on: :node1 do
    for {Cluster.Supervisor, args, pid} when is_pid(pid) <- LabManagers.children(), do: args
  end

  # A Cluster.Supervisor without a supervisor is not among the children, so its topologies are
  # unknown.
  supervisors = eval on: :node1 do
    for pid <- Process.list(),
        {:dictionary, dictionary} <- [Process.info(pid, :dictionary)],
        {:supervisor, Cluster.Supervisor, _} <- [dictionary[:"$initial_call"]],
        do: pid
  end

  # The children of a Cluster.Supervisor show that it has at least one topology.
  workers = eval on: :node1 do
    for pid <- supervisors, child <- Supervisor.which_children(pid), do: elem(child, 0)
  end

  topologies = eval on: :checker do
    for [[topologies | _] | _] when is_list(topologies) <- children, topology <- topologies, do: topology
  end

  # A child that fails again and again ends the application.
  ended = eval(on: :node1, do: not List.keymember?(Application.started_applications(), :phoenix_hello, 0))

  judge do
    %{ended: true} -> :application_ended
    %{supervisors: [], children: []} -> :no_supervisor
    %{children: [_ | _], topologies: []} -> :no_topology
    %{children: [], workers: []} -> :no_topology
    _ -> :pass
  end
end

check "meet", "Three nodes meet, and nobody types anything", needs: ["carried-out"] do
  lists = eval on: :each, until: %{node1@localhost: [_, _], node2@localhost: [_, _], node3@localhost: [_, _]}, within: 20_000, steady: 8_000 do
    Enum.sort(Node.list())
  end

  # Counts only links that Cluster.Supervisor requested, because a program can connect nodes in
  # other ways.
  asked = asked(Cluster.Supervisor)

  # Connected nodes must stay connected. Three disconnects are enough for the verdict.
  partings = eval on: :each do
    :net_kernel.monitor_nodes(true)

    count = fn
      _count, 3 -> 3
      count, n ->
        receive do
          {:nodedown, _} -> count.(count, n + 1)
        after
          3_000 -> n
        end
    end

    count.(count, 0)
  end

  all = eval(on: :checker, do: for(node <- nodes, into: %{}, do: {node, Enum.sort(nodes -- [node])}))

  # Each node must have connected to another node, or another node must have connected to it.
  by_plan = eval on: :checker do
    pairs = for {one, others} <- asked, {other, _} <- others, other in nodes, other != one, do: [one, other]
    nodes -- Enum.concat(pairs) == []
  end

  diagnosis = eval on: :checker do
    topology = with [{_, topology} | _] <- topologies, do: topology
    keyword = Keyword.keyword?(topology)
    strategy = if keyword, do: topology[:strategy]
    config = (keyword && topology[:config]) || []
    hosts = Keyword.keyword?(config) && config[:hosts]

    cond do
      keyword and Keyword.has_key?(topology, :hosts) -> :hosts_outside
      not Keyword.keyword?(config) -> :not_a_key
      strategy in [Cluster.Strategy.DNSPoll, Cluster.Strategy.ErlangHosts] -> :other_means
      strategy == Cluster.Strategy.Epmd and hosts in [nil, []] -> :no_hosts
      is_list(hosts) and Enum.any?(hosts, &is_binary/1) -> :host_text
      is_list(hosts) and Enum.any?(hosts, &(not String.contains?(to_string(&1), "@"))) -> :short_names
      is_list(hosts) and Enum.any?(hosts, &(not String.ends_with?(to_string(&1), "@localhost"))) -> :wrong_host
      is_list(hosts) and [:node1@localhost, :node2@localhost, :node3@localhost] -- hosts != [] -> :wrong_hosts
      strategy == Cluster.Strategy.Gossip -> :gossip_unheard
      true -> :apart
    end
  end

  judge do
    %{lists: all, all: all, partings: %{node1@localhost: 0, node2@localhost: 0, node3@localhost: 0}, by_plan: true} -> :pass
    %{lists: all, all: all, by_plan: true} -> :come_and_go
    %{lists: all, all: all} -> :by_hand
    %{diagnosis: :hosts_outside} -> :hosts_outside
    %{diagnosis: :not_a_key} -> :not_a_key
    %{diagnosis: :other_means} -> :other_means
    %{diagnosis: :no_hosts} -> :no_hosts
    %{diagnosis: :host_text} -> :host_text
    %{diagnosis: :short_names} -> :short_names
    %{diagnosis: :wrong_host} -> :wrong_host
    %{diagnosis: :wrong_hosts} -> :wrong_hosts
    %{diagnosis: :gossip_unheard} -> :gossip_unheard
    _ -> :apart
  end
end

check "again", "A node that is killed and started again finds the others by itself", needs: ["meet"] do
  fault "kill node1"
  eval(on: :node2, until: [:node3@localhost], do: Node.list())
  before_first = asked(Cluster.Supervisor)
  fault "restart node1"

  first = eval on: :each, until: %{node1@localhost: 2, node2@localhost: 2, node3@localhost: 2}, within: 20_000, steady: 8_000 do
    length(Node.list())
  end

  after_first = asked(Cluster.Supervisor)

  fault "kill node2"
  eval(on: :node3, until: [:node1@localhost], do: Node.list())
  before_second = asked(Cluster.Supervisor)
  fault "restart node2"

  second = eval on: :each, until: %{node1@localhost: 2, node2@localhost: 2, node3@localhost: 2}, within: 20_000, steady: 8_000 do
    length(Node.list())
  end

  after_second = asked(Cluster.Supervisor)

  fault "kill node3"
  eval(on: :node1, until: [:node2@localhost], do: Node.list())
  before_third = asked(Cluster.Supervisor)
  fault "restart node3"

  third = eval on: :each, until: %{node1@localhost: 2, node2@localhost: 2, node3@localhost: 2}, within: 20_000, steady: 8_000 do
    length(Node.list())
  end

  after_third = asked(Cluster.Supervisor)

  lost = eval on: :checker do
    all = %{node1@localhost: 2, node2@localhost: 2, node3@localhost: 2}
    for {node, counts} <- [node1: first, node2: second, node3: third], counts != all, do: node
  end

  # Lists the restarted nodes that were connected in another way: since the restart, no node has
  # requested a link between the restarted node and another node.
  by_hand = eval on: :checker do
    for {node, before, now} <- [{node1, before_first, after_first}, {node2, before_second, after_second}, {node3, before_third, after_third}],
        map_size(Map.take(now[node], nodes -- [node])) == 0 and
          not Enum.any?(now, fn {one, others} -> one != node and Map.get(others, node, 0) > Map.get(before[one] || %{}, node, 0) end),
        do: node
  end

  judge do
    %{lost: [], by_hand: []} -> :pass
    %{lost: [], by_hand: [node | _]} -> {:by_hand, "It was #{node} that was killed and started again."}
    %{lost: [node | _]} -> {:not_again, "It was #{node} that was killed and started again."}
  end
end
