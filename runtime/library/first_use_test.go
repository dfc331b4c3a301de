package library_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestHammerFirstUse calls functions of modules that are not loaded yet from many processes. One
// process loads the module, and none may see it partly loaded.
func TestHammerFirstUse(t *testing.T) {
	for range 4 {
		st := station.Boot(t)
		got := st.Eval(t, `
parent = self()
pids = for n <- 1..40 do
  spawn_monitor(fn ->
    receive do: (:go -> :ok)
    for _ <- 1..rem(n, 7), do: :erlang.yield()
    {{1, 3}, _} = Code.eval_string("{map_size(%Version.Requirement{source: nil, lexed: nil}) - 2, map_size(%MapSet{}) + 1}")
    exit({URI.parse("http://a/b").host, Version.parse!("1.2.3").major, Date.new!(2024, 1, 2).day, :queue.len(:queue.new()), Base.encode16("a")})
  end)
end
Enum.each(pids, fn {pid, _} -> send(pid, :go) end)
Enum.uniq(for _ <- pids, do: receive(do: ({:DOWN, _, _, _, reason} -> reason)))`)
		if want := `[{"a", 1, 2, 0, "61"}]`; got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}
