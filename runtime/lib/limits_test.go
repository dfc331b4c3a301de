package lib_test

import (
	"runtime/debug"
	"runtime/metrics"
	"testing"

	"lab/runtime/vm"
)

// bystanders are a process that computes, one that makes garbage, and one that
// holds much without growing: none of them is at fault for what another does.
const bystanders = `
me = self()
spawn(fn -> f = fn f, n -> f.(f, n + 1) end; Process.register(self(), :busy); send(me, :there); f.(f, 0) end)
spawn(fn -> f = fn f -> Enum.to_list(1..1000); f.(f) end; Process.register(self(), :wasteful); send(me, :there); f.(f) end)
spawn(fn -> list = Enum.to_list(1..100_000); Process.register(self(), :holder); send(me, :there); receive do x -> send(x, list) end end)
Enum.each(1..3, fn _ -> receive do :there -> :ok end end)
`

// room is a limit of memory that leaves so many bytes to a test.
func room(bytes uint64) uint64 {
	debug.FreeOSMemory()
	m := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(m)
	return m[0].Value.Uint64()*5/4 + bytes
}

// TestTheProcessThatGrowsIsEnded has a process fill the memory among others that
// are busy, and wants that one to end by an error that a monitor shows.
func TestTheProcessThatGrowsIsEnded(t *testing.T) {
	st := bootWith(t, vm.Config{Workers: 2, MaxMemory: room(48 << 20)})
	got := st.eval(t, bystanders+`
{pid, ref} = spawn_monitor(fn -> f = fn f, x -> f.(f, [x, x, 1]) end; f.(f, 1) end)
why = receive do {:DOWN, ^ref, _, ^pid, {why, _}} -> why after 120_000 -> :nothing end
{why, Enum.map([:busy, :wasteful, :holder], &(Process.whereis(&1) != nil))}`)
	if want := "{:system_limit, [true, true, true]}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestWhatIsTooLargeIsRefused sees that what nothing could interrupt is refused at
// once.
func TestWhatIsTooLargeIsRefused(t *testing.T) {
	st := boot(t)
	for _, src := range []string{
		`Integer.pow(2, 100_000_000_000)`, `:erlang.bsl(1, 100_000_000_000)`, `:lists.seq(1, 10_000_000_000)`,
		`:lists.seq(10_000_000_000, 1, -1)`, `:binary.copy("abc", 10_000_000_000)`, `Tuple.duplicate(0, 10_000_000_000)`,
		`String.duplicate("a", 10_000_000_000)`,
	} {
		got := st.eval(t, `try do `+src+` rescue e in [SystemLimitError, ArgumentError] -> e.__struct__ end`)
		if got != "SystemLimitError" && got != "ArgumentError" {
			t.Errorf("%s: %.100s", src, got)
		}
	}
}

// TestAMailboxIsBounded sees that who never receives is ended, and by which error.
func TestAMailboxIsBounded(t *testing.T) {
	st := bootWith(t, vm.Config{Workers: 2, MaxMailbox: 1000})
	got := st.eval(t, `
{pid, ref} = spawn_monitor(fn -> receive do :never -> :ok end end)
for i <- 1..2000, do: send(pid, i)
receive do {:DOWN, ^ref, _, ^pid, {why, _}} -> why end`)
	if got != ":system_limit" {
		t.Errorf("got %s", got)
	}
}

// TestDeepRecursionHasItsLimit sees that recursion a million deep works, and that
// one without an end is an error that can be rescued.
func TestDeepRecursionHasItsLimit(t *testing.T) {
	st := bootWith(t, vm.Config{Workers: 2, MaxHeapWords: 1 << 24})
	st.eval(t, `defmodule Deep do
  def count(0), do: 0
  def count(n), do: 1 + count(n - 1)
end`)
	got := st.eval(t, `{Deep.count(1_000_000), try do Deep.count(-1) rescue e in SystemLimitError -> Exception.message(e) end}`)
	if got != `{1000000, "a system limit has been reached"}` {
		t.Errorf("got %s", got)
	}
}
