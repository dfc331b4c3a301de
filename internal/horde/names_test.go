package horde

import "testing"

// TestTheEndOfANameIsToldAtOnce ends a named process. The registry batches other updates for a
// minute, but it must report this end at once. Listeners on other nodes must be notified, too.
func TestTheEndOfANameIsToldAtOnce(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "")
	h.eval("node2", `{:ok, ear} = Agent.start(fn -> [] end)
pid = spawn(fn ->
  for kind <- [:register, :unregister] do
    receive do
      event when elem(event, 0) == kind -> Agent.update(ear, &[kind | &1])
    end
  end
end)
Process.register(pid, Listener)
Process.register(ear, Ear)`)
	for _, n := range h.names {
		h.eval(n, `{:ok, _} = Supervisor.start_child(Hordes.Supervisor, {Horde.Registry,
  name: Slow, keys: :unique, listeners: [Listener], delta_crdt_options: [sync_interval: 60_000],
  members: [{Slow, :node1@localhost}, {Slow, :node2@localhost}]})`)
	}
	h.eval("node1", `{:ok, pid} = Agent.start(fn -> nil end, name: {:via, Horde.Registry, {Slow, "one"}})
:persistent_term.put(:named, pid)
GenServer.call(Slow.Crdt, :flush)`)
	h.until("node2", `match?([{_, nil}], Horde.Registry.lookup(Slow, "one"))`)
	h.eval("node1", `Process.exit(:persistent_term.get(:named), :kill)`)
	h.until("node2", `Horde.Registry.lookup(Slow, "one") == [] and Agent.get(Ear, & &1) == [:unregister, :register]`)
}

// TestLookupAsksTheNodeOfTheProcess looks up a name whose registry does not send updates. The node
// of the process must report that the process has ended.
func TestLookupAsksTheNodeOfTheProcess(t *testing.T) {
	t.Parallel()
	h := start(t, 2, "")
	for _, n := range h.names {
		h.eval(n, `{:ok, _} = Supervisor.start_child(Hordes.Supervisor, {Horde.Registry,
  name: Asked, keys: :unique, members: [{Asked, :node1@localhost}, {Asked, :node2@localhost}]})`)
	}
	h.eval("node1", `{:ok, pid} = Agent.start(fn -> nil end, name: {:via, Horde.Registry, {Asked, "one"}})
:persistent_term.put(:asked, pid)`)
	h.until("node2", `match?([{_, nil}], Horde.Registry.lookup(Asked, "one"))`)
	h.eval("node1", `:sys.suspend(Asked)
pid = :persistent_term.get(:asked)
ref = Process.monitor(pid)
Process.exit(pid, :kill)
receive do {:DOWN, ^ref, _, _, _} -> :ok end`)
	h.eval("node2", `[] = Horde.Registry.lookup(Asked, "one")
1 = Horde.Registry.count(Asked)`)
}
