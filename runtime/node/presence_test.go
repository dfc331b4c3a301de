package node

import "testing"

const there = `defmodule There do
  use Phoenix.Presence, otp_app: :there, pubsub_server: There.PubSub
end
{:ok, s} = Supervisor.start_link([{Phoenix.PubSub, name: There.PubSub}, There], strategy: :one_for_one)
Process.unlink(s)
spawn(fn ->
  Process.register(self(), :guest)
  Phoenix.PubSub.subscribe(There.PubSub, "room")
  There.track(self(), "room", to_string(node()), %{})
  Process.sleep(:infinity)
end)
:ok`

// TestPresenceOfTwoNodes checks that both nodes know a tracked process, and that a node drops the
// process when the process has ended or its node is disconnected.
func TestPresenceOfTwoNodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.whole("a@localhost"), w.whole("b@localhost")
	a.eval(t, there)
	b.eval(t, there)
	keys := func(n *Node, want string) {
		t.Helper()
		eventually(t, want, func() bool { return n.eval(t, `There.list("room") |> Map.keys() |> Enum.join(" ")`) == want })
	}
	keys(a, `"a@localhost"`)
	keys(b, `"b@localhost"`)
	if got := a.eval(t, `Node.connect(:b@localhost)`); got != "true" {
		t.Fatal(got)
	}
	keys(a, `"a@localhost b@localhost"`)
	keys(b, `"a@localhost b@localhost"`)
	b.eval(t, `There.update(Process.whereis(:guest), "room", "b@localhost", %{typing: true}); :ok`)
	eventually(t, "the change", func() bool {
		return a.eval(t, `match?(%{"b@localhost" => %{metas: [%{typing: true}]}}, There.list("room"))`) == "true"
	})
	b.eval(t, `Process.exit(Process.whereis(:guest), :kill)`)
	keys(a, `"a@localhost"`)
	a.eval(t, `Node.disconnect(:b@localhost)`)
	keys(b, `""`)
}
