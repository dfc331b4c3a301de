package library_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestHammerFirstUse calls functions of modules that are not loaded yet from
// many processes at once: one of them loads the module, none may find it half
// there.
func TestHammerFirstUse(t *testing.T) {
	for range 4 {
		st := station.Boot(t)
		got := st.Eval(t, `
parent = self()
pids = for n <- 1..40 do
  spawn(fn ->
    receive do: (:go -> :ok)
    for _ <- 1..rem(n, 7), do: :erlang.yield()
    send(parent, try do
      {URI.parse("http://a/b").host, Version.parse!("1.2.3").major, Date.new!(2024, 1, 2).day, :queue.len(:queue.new()), Base.encode16("a")}
    rescue
      e -> Exception.message(e)
    end)
  end)
end
Enum.each(pids, &send(&1, :go))
Enum.uniq(for _ <- pids, do: receive(do: (answer -> answer)))`)
		if want := `[{"a", 1, 2, 0, "61"}]`; got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}
