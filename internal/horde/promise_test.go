package horde

import "testing"

// fussy defines a module whose children fail at their first start if a setting tells them to.
const fussy = `defmodule Fussy do
  def child_spec(name), do: %{id: name, start: {__MODULE__, :start_link, [name]}}

  def start_link(name) do
    if :persistent_term.get({Fussy, name}, :persistent_term.get(Fussy, 0)) > 0 do
      :persistent_term.put({Fussy, name}, 0)
      {:error, :not_yet}
    else
      Agent.start_link(fn -> Process.put(:manager, name) end)
    end
  end
end`

// TestPromisedChildren kills a member before it has reported all children that it started and
// ended. If a call of start_child succeeded, the child must run in the end, even if its first start
// on another node fails. A terminated child must not run again.
func TestPromisedChildren(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "delta_crdt_options: [sync_interval: 600_000]")
	for _, n := range h.names {
		h.eval(n, fussy+"; true")
	}
	h.eval("node1", `start = fn numbers ->
  pids = for i <- numbers, {:ok, pid} = Horde.DynamicSupervisor.start_child(Hordes.ManagerSupervisor, {Fussy, "f#{i}"}), do: pid
  Enum.find(pids, &(node(&1) == :node2@localhost))
end

told = start.(1..15)
:erpc.call(:node2@localhost, GenServer, :call, [Hordes.ManagerSupervisor.Crdt, :flush])
untold = start.(16..30)
for pid <- [told, untold], do: :ok = Horde.DynamicSupervisor.terminate_child(Hordes.ManagerSupervisor, pid)
:persistent_term.put(Fussy, 1)`)
	h.once(28, h.names...)
	h.strike("kill node2")
	h.once(28, "node1")
	h.until("node1", "map_size(:sys.get_state(Hordes.ManagerSupervisor).kids.records) == 28")
}

// TestDroppedMemberHandsOver removes a member whose node stays up. The other members must take over
// its children.
func TestDroppedMemberHandsOver(t *testing.T) {
	t.Parallel()
	h := start(t, 3, "process_redistribution: :passive, members: "+
		"[{Hordes.ManagerSupervisor, :node1@localhost}, {Hordes.ManagerSupervisor, :node2@localhost}, {Hordes.ManagerSupervisor, :node3@localhost}]")
	h.startManagers(60)
	h.until("node3", "length(Hordes.ManagerSupervisor.running()) > 0")
	h.eval("node1", "Horde.Cluster.set_members(Hordes.ManagerSupervisor, [{Hordes.ManagerSupervisor, :node1@localhost}, {Hordes.ManagerSupervisor, :node2@localhost}])")
	h.until("node3", "[] == Hordes.ManagerSupervisor.running()")
	h.once(60, h.names...)
}

// TestMembersThatDisagree makes two members forward each child to each other. A request that
// returns to a member must not be forwarded again.
func TestMembersThatDisagree(t *testing.T) {
	t.Parallel()
	h := start(t, 3, "process_redistribution: :passive, distribution_strategy: Hordes.Elsewhere")
	h.startManagers(20)
	h.once(20, h.names...)
}

// TestManyCallersOfALostMember kills a member while many callers wait for it to end a child. Each
// caller must receive an answer.
func TestManyCallersOfALostMember(t *testing.T) {
	h := start(t, 2, "process_redistribution: :passive")
	h.startManagers(20)
	h.eval("node1", `{_, pid, _, _} = Enum.find(Horde.DynamicSupervisor.which_children(Hordes.ManagerSupervisor), fn {_, pid, _, _} -> node(pid) == :node2@localhost end)
:persistent_term.put(:victim, pid)
:persistent_term.put(:answers, :counters.new(1, []))`)
	h.strike("freeze node2")
	h.eval("node1", `for _ <- 1..150 do
  spawn(fn ->
    Horde.DynamicSupervisor.terminate_child(Hordes.ManagerSupervisor, :persistent_term.get(:victim))
    :counters.add(:persistent_term.get(:answers), 1, 1)
  end)
end
# Their messages have been handled by now.
Horde.Cluster.members(Hordes.ManagerSupervisor)`)
	h.strike("kill node2")
	h.until("node1", ":counters.get(:persistent_term.get(:answers), 1) == 150")
}

// TestWithdrawnChildren withdraws a child after a cut is healed. Only a report of the child's
// current owner removes the record, because the child may belong to another member by then.
func TestWithdrawnChildren(t *testing.T) {
	t.Parallel()
	h := start(t, 3, "")
	h.startManagers(30)
	h.eval("node1", `{id, {{_, :node2@localhost} = owner, _, _, life}} =
  Enum.find(:sys.get_state(Hordes.ManagerSupervisor).kids.records, fn {_, {{_, node}, _, _, _}} -> node == :node2@localhost end)

known = fn ->
  :sys.get_state(Hordes.ManagerSupervisor).kids.records |> Map.has_key?(id)
end

send(Hordes.ManagerSupervisor, {:withdrawn, id, {{Hordes.ManagerSupervisor, :node3@localhost}, life}})
true = known.()
send(Hordes.ManagerSupervisor, {:withdrawn, id, {owner, life - 1}})
true = known.()
send(Hordes.ManagerSupervisor, {:withdrawn, id, {owner, life}})
false = known.()`)
	for _, name := range h.names {
		h.until(name, "map_size(:sys.get_state(Hordes.ManagerSupervisor).kids.records) == 29")
	}
}

// TestStrangersKeepTheirChildren lets a node join. The node learns about all children from the
// first member that it meets. The children of members that it has not met yet must not move.
func TestStrangersKeepTheirChildren(t *testing.T) {
	t.Parallel()
	h := apart(t, 3, "process_redistribution: :passive")
	h.eval("node2", "Node.connect(:node1@localhost)")
	h.met("node1", 2)
	h.eval("node1", "Hordes.ManagerSupervisor.start_random(60)")
	h.once(60, "node1", "node2")
	h.until("node2", "Hordes.ManagerSupervisor.running() != []")
	h.eval("node3", ":sys.replace_state(Hordes.ManagerSupervisor, &put_in(&1.conf.meeting, 600_000)); true")
	h.strike("cut node2 node3")
	h.eval("node3", "Node.connect(:node1@localhost)")
	h.until("node3", "map_size(:sys.get_state(Hordes.ManagerSupervisor).kids.records) == 60")
	h.strike("heal node2 node3")
	h.eval("node3", "Node.connect(:node2@localhost)")
	h.met("node3", 3)
	h.once(60, h.names...)
	if there := h.eval("node3", "Hordes.ManagerSupervisor.running()"); there != "[]" {
		t.Errorf("node3 runs %s", there)
	}
}

// TestRestartBesideAFrozenNode restarts a node that is cut off from a frozen node. The cut remains.
// A cut that is healed while a node is frozen is healed when the node thaws.
func TestRestartBesideAFrozenNode(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "")
	for _, fault := range []string{"cut node1 node2", "kill node2", "freeze node1", "restart node2", "thaw node1"} {
		h.strike(fault)
	}
	if met := h.eval("node2", "Node.connect(:node1@localhost)"); met != "false" {
		t.Errorf("node2 met node1 across the cut: %s", met)
	}
	for _, fault := range []string{"freeze node1", "heal node1 node2", "thaw node1"} {
		h.strike(fault)
	}
	h.until("node2", "Node.connect(:node1@localhost)")
}
