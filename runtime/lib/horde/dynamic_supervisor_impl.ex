defmodule Horde.DynamicSupervisorImpl do
  @moduledoc false

  # This process is one member of a Horde.DynamicSupervisor.
  #
  # The shared map records the owners of children, {:process, id} => {owner, spec, pid, life}. life
  # distinguishes the runs of the owner: after a crash, a member of the same name has none of its
  # former children. A child whose owner has ended is an orphan. The member chosen for it starts it
  # (Horde.Placement decides). {nil, spec, nil, nil} is an orphan that its owner has given away.
  #
  # The state consists of a map for each part that changes on its own: the members
  # (Horde.Membership), the children (Horde.Children), and the pending requests (Horde.Requests).
  # The child processes are supervised by Horde.ProcessesSupervisor.

  use GenServer
  require Logger

  alias Horde.{Children, Membership, Options, ProcessesSupervisor, Requests, Shared}

  # The time in milliseconds that the shared map may take to arrive. After this time, a returning
  # member starts children that seem to be missing, and a member ends children that belong to
  # another member.
  @grace 600

  # The time in milliseconds that connecting to all members may take, from the first connection
  # on. Until then, children of members not yet connected are assumed to run.
  @meeting 5000

  # The interval in milliseconds at which unconnected members are greeted again and all children
  # are checked.
  @round 1000

  # Ids are below this bound, so that the engine stores them without an allocation.
  @ids 0x3FFFFFFFFFFFFFF

  defstruct [:conf, :cluster, :kids, :asked]

  def child_spec(opts) do
    %{id: __MODULE__, start: {__MODULE__, :start_link, [opts]}}
  end

  def start_link(opts), do: GenServer.start_link(__MODULE__, opts, Keyword.take(opts, [:name]))

  @impl true
  def init(opts) do
    Process.flag(:trap_exit, true)
    name = opts[:name]
    Logger.info("Starting #{inspect(__MODULE__)} with name #{inspect(name)}")
    Shared.watch_nodes([])

    conf = %{
      name: name,
      me: {name, node()},
      life: :rand.uniform(0x3FFFFFFFFFFFFFF),
      crdt: Options.crdt(name),
      map: Shared.map(Options.crdt(name)),
      auto: opts[:members] == :auto,
      strategy: opts[:distribution_strategy],
      redistribution: opts[:process_redistribution],
      ttl: opts[:proxy_message_ttl],
      grace: max(@grace, 2 * (opts[:sync_interval] || 300)),
      meeting: @meeting
    }

    Process.send_after(self(), :round, @round)
    state = %__MODULE__{conf: conf, cluster: Membership.new(), kids: Children.new(), asked: Requests.new()}
    {:ok, state, {:continue, {:set_members, opts[:members]}}}
  end

  @impl true
  def handle_continue({:set_members, :auto}, state) do
    {:noreply, Membership.set(state, Horde.NodeListener.make_members(state.conf.name))}
  end

  def handle_continue({:set_members, members}, state) do
    {:noreply, Membership.set(state, members || [state.conf.name])}
  end

  # Requests

  @impl true
  def handle_call({:set_members, members}, _from, state), do: {:reply, :ok, Membership.set(state, members)}
  def handle_call(:members, _from, state), do: {:reply, MapSet.to_list(state.cluster.members), state}
  def handle_call(:wait_for_quorum, from, state), do: {:noreply, Membership.await_quorum(state, from)}

  def handle_call({:start_child, spec}, from, state) do
    spec = Map.put(spec, :id, :rand.uniform(@ids))
    {:noreply, Requests.start_child(state, spec, from, state.conf.ttl)}
  end

  def handle_call({:terminate_child, pid}, from, state) do
    {:noreply, Requests.terminate_child(state, pid, from, state.conf.ttl)}
  end

  def handle_call(kind, from, state) when kind in [:which_children, :count_children] do
    supervisors = for {name, node} <- state.cluster.members, do: {ProcessesSupervisor.name(name), node}
    spawn_link(fn -> GenServer.reply(from, ask_all(kind, supervisors)) end)
    {:noreply, state}
  end

  def handle_call(:horde_shutting_down, from, state), do: {:noreply, leave(Membership.shut_down(state, from))}

  def handle_call(:get_telemetry, _from, %{kids: kids} = state) do
    {:reply,
     %{
       global_supervised_process_count: map_size(kids.records),
       local_supervised_process_count: map_size(kids.local)
     }, state}
  end

  # A separate process asks each supervisor, because a supervisor may be frozen.
  defp ask_all(:which_children, supervisors) do
    Enum.flat_map(supervisors, &ask(fn -> ProcessesSupervisor.which_children(&1) end, []))
  end

  defp ask_all(:count_children, supervisors) do
    none = %{active: 0, specs: 0, supervisors: 0, workers: 0}

    supervisors
    |> Enum.map(&ask(fn -> ProcessesSupervisor.count_children(&1) end, none))
    |> Enum.reduce(none, fn count, sum -> Map.merge(sum, count, fn _, a, b -> a + b end) end)
  end

  defp ask(fun, otherwise) do
    fun.()
  catch
    :exit, _ -> otherwise
  end

  # Messages

  @impl true
  def handle_info({:child, {:left, :leaving}}, state), do: {:noreply, left(state)}
  def handle_info({:child, what}, state), do: {:noreply, Children.told(state, what)}

  def handle_info({:crdt_update, diffs}, %{conf: conf} = state) do
    before = state.cluster.members
    state = Enum.reduce(diffs, state, &changed(Shared.now(&1, conf), &2))
    {:noreply, if(state.cluster.members == before, do: state, else: Membership.joined(state, before))}
  end

  def handle_info({:proxy_operation, {:start_child, spec}, caller, ttl}, state) do
    {:noreply, Requests.start_child(state, spec, caller, ttl)}
  end

  def handle_info({:proxy_operation, {:terminate_child, pid}, from, ttl}, state) do
    {:noreply, Requests.terminate_child(state, pid, from, ttl)}
  end

  def handle_info({:answered, id, result}, state), do: {:noreply, Requests.answered(state, id, result)}
  def handle_info({:withdrawn, id, by}, state), do: {:noreply, Requests.withdrawn(state, id, by)}
  def handle_info({:set_members, members}, state), do: {:noreply, Membership.set(state, members)}

  def handle_info({:horde_hello, member, pid, life, status, answer}, state) do
    if answer, do: send(pid, Membership.hello(state, false))
    {:noreply, Membership.heard(state, member, pid, life, status)}
  end

  def handle_info({:nodeup, node}, state) do
    Membership.greet_node(state, node)
    {:noreply, state}
  end

  def handle_info({:nodedown, _node}, state), do: {:noreply, state}
  def handle_info({:DOWN, ref, :process, _, _reason}, state), do: {:noreply, Membership.down(state, ref)}
  def handle_info({:adopt, id, spec}, state), do: {:noreply, Children.adopt(state, id, spec)}

  def handle_info({:name_lost, id, winner, loser}, state) do
    {:noreply, Children.settle_name(state, id, winner, loser)}
  end

  def handle_info({:duplicate, id}, state), do: {:noreply, Children.forget(state, id)}
  def handle_info({:look_again, id}, state), do: {:noreply, Children.look_again(state, id)}

  def handle_info(:round, state) do
    Process.send_after(self(), :round, @round)
    Membership.greet_silent(state)
    {:noreply, Children.look_around(state)}
  end

  def handle_info(:look_at_all, state), do: {:noreply, Children.look_at_all(state)}
  def handle_info({:superseded, id, pid}, state), do: {:noreply, Children.superseded(state, id, pid)}
  def handle_info(_other, state), do: {:noreply, state}

  # Changes of the shared map by other members

  defp changed({:add, {:process, id}, entry}, state), do: Children.changed(state, id, entry)
  defp changed({:remove, {:process, id}}, state), do: Children.removed(state, id)
  defp changed({:add, {:member, m}, _}, %{conf: %{auto: false}} = state), do: Membership.add(state, m)
  defp changed({:remove, {:member, m}}, %{conf: %{auto: false}} = state), do: Membership.remove(state, m)
  defp changed(_diff, state), do: state

  # Leaves the cluster. The other members are told first that they may start the children.

  defp leave(state) do
    if Process.whereis(ProcessesSupervisor.name(state.conf.name)) do
      ProcessesSupervisor.leave(state.conf.name, :leaving)
      state
    else
      left(state)
    end
  end

  defp left(state) do
    state = Children.give_all_away(state)
    others = GenServer.call(state.conf.crdt, :flush, :infinity)

    to =
      for {{name, node} = m, %{status: :alive}} <- state.cluster.peers, {Options.crdt(name), node} in others, do: m

    from = state.cluster.leaving
    spawn_link(fn -> confirm(to, from) end)
    state
  end

  # A reply confirms that the member has received the earlier messages.
  defp confirm(members, from) do
    for {name, node} <- members, do: ask(fn -> GenServer.call({Options.crdt(name), node}, :ping, 2000) end, nil)
    GenServer.reply(from, :ok)
  end
end
