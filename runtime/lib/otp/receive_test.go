package otp_test

import (
	"fmt"
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestAReceiveOfAReferenceLeavesNothingOut checks that a receive that skips messages older than a
// reference receives the same messages as one that skips none.
func TestAReceiveOfAReferenceLeavesNothingOut(t *testing.T) {
	st := station.Boot(t)
	for src, want := range map[string]string{
		`send(self(), {:old, 1}); r = make_ref(); send(self(), {r, 2}); receive do {^r, x} -> x end`: "2",
		// Another reference is newer.
		`r = make_ref(); send(self(), {r, 1}); _ = make_ref(); receive do {^r, x} -> x end`: "1",
		// A clause without the reference also matches older messages.
		`send(self(), :old); r = make_ref(); send(self(), {r, 1}); receive do {^r, x} -> x; :old -> :old end`: ":old",
		// The next receive starts with the oldest message.
		`send(self(), 1); r = make_ref(); send(self(), r); receive do ^r -> :ok end; receive do x -> x end`: "1",
		// So does a receive in the after clause.
		`send(self(), 5); r = make_ref(); f = fn -> receive do x when is_integer(x) -> x end end
		 receive do ^r -> :never after f.() -> :late end`: ":late",
		// The last old message is received in between.
		`send(self(), :a); send(self(), :b); r = make_ref(); receive do :b -> :ok end; send(self(), r); send(self(), :c)
		 receive do ^r -> :ok end; {:messages, m} = Process.info(self(), :messages); m`: "[:a, :c]",
		`send(self(), :a); r = make_ref(); receive do :a -> :ok end; send(self(), [:x | r]); receive do [:x | ^r] -> :ok end`: ":ok",
	} {
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s = %s, want %s", src, got, want)
		}
	}
}

// BenchmarkCallWithAMailbox calls a server from a process whose mailbox is full of other messages.
// The time of a call must not depend on their number.
func BenchmarkCallWithAMailbox(b *testing.B) {
	for _, waiting := range []int{0, 1000, 100_000} {
		b.Run(fmt.Sprint(waiting), func(b *testing.B) {
			st := station.BootWith(b, vm.Config{Workers: 2})
			_, err := st.M.Call(vm.ModuleAtom("Code"), term.Intern("eval_string"), term.Str(fmt.Sprintf(`
{:ok, a} = Agent.start_link(fn -> 1 end)
Enum.each(1..%d//1, &send(self(), &1))
Enum.each(1..%d, fn _ -> Agent.get(a, & &1) end)`, waiting, b.N)))
			if err != nil {
				b.Fatal(err)
			}
		})
	}
}
