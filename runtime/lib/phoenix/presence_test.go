package phoenix_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestPresence(t *testing.T) {
	st := station.Boot(t)
	started := st.Eval(t, `defmodule There do
  use Phoenix.Presence, otp_app: :there, pubsub_server: There.PubSub
  def fetch(_topic, presences), do: Map.new(presences, fn {key, value} -> {key, Map.put(value, :name, "N" <> key)} end)
end
{:ok, s} = Supervisor.start_link([{Phoenix.PubSub, name: There.PubSub}, There], strategy: :one_for_one)
Process.unlink(s)`)
	if started != "true" {
		t.Fatal(started)
	}
	const start = `Phoenix.PubSub.subscribe(There.PubSub, topic)
diff = fn -> receive do %{event: "presence_diff", payload: p} -> {names.(p.joins), names.(p.leaves)} after 30_000 -> :nothing end end
`
	for i, c := range []struct{ name, src, want string }{
		{"track", `{:ok, ref} = There.track(self(), topic, 1, %{at: 5}); {diff.(), There.list(topic) == %{"1" => %{metas: [%{at: 5, phx_ref: ref}], name: "N1"}}, There.get_by_key(topic, "1").name, There.get_by_key(topic, "2")}`,
			`{{[{"1", [at: 5]}], []}, true, "N1", []}`},
		{"track twice", `{:ok, _} = There.track(self(), topic, "a", %{}); me = self(); {:error, {:already_tracked, ^me, ^topic, "a"}} = There.track(self(), topic, "a", %{}); There.untrack(self(), topic, "a"); There.list(topic)`, "%{}"},
		{"update", `{:ok, r} = There.track(self(), topic, "a", %{n: 1}); diff.(); {:ok, _} = There.update(self(), topic, "a", fn m -> %{m | n: m.n + 1} end); [m] = There.list(topic)["a"].metas; {diff.(), m.phx_ref_prev == r, There.update(self(), topic, "b", %{})}`,
			`{{[{"a", [n: 2]}], [{"a", [n: 1]}]}, true, {:error, :nopresence}}`},
		{"the end of a process", `p = spawn(fn -> receive do :go -> :ok end end); There.track(p, topic, "p", %{}); one = diff.(); send(p, :go); {one, diff.(), There.list(topic)}`, `{{[{"p", []}], []}, {[], [{"p", []}]}, %{}}`},
		{"another node", `send(There, {:hello, :x@localhost, []}); pid = :erlang.list_to_pid(~c"<0.1.0>"); _ = pid; There.track(self(), topic, "here", %{}); diff.(); send(There, {:nodedown, :x@localhost}); map_size(There.list(topic))`, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := `topic = "room:` + string(rune('a'+i)) + `"
names = fn map -> for {k, %{metas: ms}} <- map, do: {k, Enum.flat_map(ms, &Map.to_list(Map.drop(&1, [:phx_ref, :phx_ref_prev])))} end
` + start + c.src
			if got := st.Eval(t, src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDNSCluster(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"ignored", `DNSCluster.start_link(query: :ignore)`, ":ignore"},
		{"no query", `Process.flag(:trap_exit, true); {:error, {e, _}} = DNSCluster.start_link([]); e.message`, `"missing required :query option in []"`},
		{"connects", `defmodule Found do
  def basename(_), do: "app"
  def connect_node(node), do: (send(:asker, {:connect, node}); true)
  def list_nodes, do: [:"app@127.0.0.3"]
  def lookup("my-app.internal", :a), do: [{127, 0, 0, 2}, {127, 0, 0, 3}]
  def lookup(_, _), do: []
end
Process.register(self(), :asker)
{:ok, _} = DNSCluster.start_link(query: ["my-app.internal", {"other", "my-app.internal"}], resolver: Found)
for _ <- 1..3, do: receive(do: ({:connect, n} -> n))`, `[:"app@127.0.0.2", :"other@127.0.0.2", :"other@127.0.0.3"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
