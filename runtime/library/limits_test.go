package library_test

import (
	"runtime/debug"
	"runtime/metrics"
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/vm"
)

// bystanders starts a process that computes, a process that produces garbage, and a process that
// holds much memory without growing. None of them may be ended because another process grows.
const bystanders = `
me = self()
spawn(fn -> f = fn f, n -> f.(f, n + 1) end; Process.register(self(), :busy); send(me, :there); f.(f, 0) end)
spawn(fn -> f = fn f -> Enum.to_list(1..1000); f.(f) end; Process.register(self(), :wasteful); send(me, :there); f.(f) end)
spawn(fn -> list = Enum.to_list(1..100_000); Process.register(self(), :holder); send(me, :there); receive do x -> send(x, list) end end)
Enum.each(1..3, fn _ -> receive do :there -> :ok end end)
`

// room returns a memory limit that leaves the given number of bytes to a test.
func room(bytes uint64) uint64 {
	debug.FreeOSMemory()
	m := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(m)
	return m[0].Value.Uint64()*5/4 + bytes
}

// growing are functions that need more memory than a node may use. Most of them grow without bound.
var growing = map[string]string{
	"small pieces":       `def grow(x), do: grow([x, x, 1])`,
	"lists doubled":      `def grow(x), do: grow(List.wrap(x) ++ List.wrap(x))`,
	"binaries doubled":   `def grow(x) when is_binary(x), do: grow(x <> x)` + "\n" + `def grow(_), do: grow("x")`,
	"interpolation":      `def grow(x), do: grow("#{x}#{x}")`,
	"bits":               `def grow(x) when is_bitstring(x), do: grow(<<x::bitstring, x::bitstring>>)` + "\n" + `def grow(_), do: grow(<<1::5>>)`,
	"large binaries":     `def grow(x), do: grow([String.duplicate("x", 5_000_000) | List.wrap(x)])`,
	"encoding":           `def grow(x), do: grow(Base.encode16("#{x}"))`,
	"one large binary":   `def grow(_), do: byte_size(String.duplicate("x", 900_000_000))`,
	"graphemes":          `def grow(_), do: length(String.graphemes(String.duplicate("x", 20_000_000)))`,
	"joined iodata":      `def grow(x), do: grow(IO.iodata_to_binary([x, x, "x", x, x]))` + "\n" + `defp unused, do: grow(1)`,
	"rows":               `def grow(_), do: (t = :ets.new(:t, []); for(i <- 1..1_000_000_000, do: :ets.insert(t, {i, String.duplicate("x", 1_000_000)})); t)`,
	"small rows":         `def grow(_), do: (t = :ets.new(:t, []); Enum.each(1..1_000_000_000, &:ets.insert(t, {&1, &1})); t)`,
	"persistent terms":   `def grow(_), do: {Enum.each(1..1_000_000, &:persistent_term.put(&1, String.duplicate("x", 1_000_000)))}`,
	"its own mailbox":    `def grow(_), do: {Enum.each(1..1_000_000, fn _ -> send(self(), String.duplicate("x", 1_000_000)) end)}`,
	"its own dictionary": `def grow(_), do: {Enum.each(1..1_000_000_000, &Process.put(&1, String.duplicate("x", 100_000)))}`,
}

// TestTheProcessThatGrowsIsEnded fills the memory in one of several busy processes. That process
// must exit with an error that a monitor shows and whose stack names the function.
func TestTheProcessThatGrowsIsEnded(t *testing.T) {
	for what, src := range growing {
		t.Run(what, func(t *testing.T) {
			st := station.BootWith(t, vm.Config{Workers: 2, MaxMemory: room(48 << 20)})
			got := st.Eval(t, `defmodule Growing do
`+src+`
end
`+bystanders+`
{pid, ref} = spawn_monitor(fn -> Growing.grow(1); :grown end)
{why, stack} = receive do {:DOWN, ^ref, _, ^pid, {why, stack}} -> {why, stack}; {:DOWN, _, _, _, why} -> {why, []} after 120_000 -> {:nothing, []} end
named = Enum.any?(stack, fn {m, f, _, _} -> m == Growing and String.contains?("#{f}", "grow") end)
{why, named or Enum.map(stack, fn {m, f, _, _} -> {m, f} end), Enum.map([:busy, :wasteful, :holder], &(Process.whereis(&1) != nil))}`)
			if want := "{:system_limit, true, [true, true, true]}"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestFloodsOfProcesses starts processes that start other processes without end. The first process
// must exit with an error, and so must the others.
func TestFloodsOfProcesses(t *testing.T) {
	for what, src := range map[string]string{
		"that goes on":  `def flood, do: (spawn(fn -> flood() end); spawn(&flood/0); flood())`,
		"that waits":    `def flood, do: (spawn(fn -> receive do :never -> :ok end end); flood())`,
		"that branches": `def flood, do: (spawn(__MODULE__, :both, []); flood())` + "\n" + `def both, do: (spawn(__MODULE__, :both, []); spawn(__MODULE__, :both, []))`,
	} {
		t.Run(what, func(t *testing.T) {
			st := station.BootWith(t, vm.Config{Workers: 2, MaxProcesses: 3000})
			if got := st.Eval(t, ":erlang.system_info(:process_limit)"); got != "3000" {
				t.Errorf("the limit is %s", got)
			}
			got := st.Eval(t, `defmodule Flood do
`+src+`
end
`+bystanders+`
{pid, ref} = spawn_monitor(&Flood.flood/0)
{why, stack} = receive do {:DOWN, ^ref, _, ^pid, {why, stack}} -> {why, stack} after 120_000 -> {:nothing, []} end
wait = fn wait -> if length(Process.list()) > 1000, do: (receive do after 10 -> wait.(wait) end) end
wait.(wait)
{_, ref} = spawn_monitor(fn -> exit(:well) end)
well = receive do {:DOWN, ^ref, _, _, why} -> why end
{why, Enum.any?(stack, fn {m, _, _, _} -> m == Flood end), well, Enum.map([:busy, :wasteful, :holder], &(Process.whereis(&1) != nil))}`)
			if want := "{:system_limit, true, :well, [true, true, true]}"; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestTiesAreBounded checks that unbounded links, monitors, aliases and timers raise an error that
// can be rescued.
func TestTiesAreBounded(t *testing.T) {
	for _, src := range []string{
		`Process.monitor(p)`, `Process.link(spawn(fn -> receive do :never -> :ok end end))`, `:erlang.alias()`, `:erlang.alias([:reply])`,
		`Process.send_after(self(), :late, 10_000_000)`, `:erlang.start_timer(10_000_000, self(), :late)`, `spawn_monitor(fn -> receive do :never -> :ok end end)`,
	} {
		st := station.BootWith(t, vm.Config{Workers: 2, MaxTies: 500})
		got := st.Eval(t, `p = spawn(fn -> receive do :never -> :ok end end)
try do
  Enum.each(1..100_000, fn _ -> `+src+` end)
rescue
  e in SystemLimitError -> Exception.message(e)
end`)
		if got != `"a system limit has been reached"` {
			t.Errorf("%s: %s", src, got)
		}
	}
}

// TestTooLargeOperationsAreRefused checks that operations that could not be interrupted are refused
// at once.
func TestTooLargeOperationsAreRefused(t *testing.T) {
	st := station.Boot(t)
	for _, src := range []string{
		`Integer.pow(2, 100_000_000_000)`, `:erlang.bsl(1, 100_000_000_000)`, `:lists.seq(1, 10_000_000_000)`,
		`:lists.seq(10_000_000_000, 1, -1)`, `:binary.copy("abc", 10_000_000_000)`, `Tuple.duplicate(0, 10_000_000_000)`,
		`String.duplicate("a", 10_000_000_000)`,
	} {
		got := st.Eval(t, `try do `+src+` rescue e in [SystemLimitError, ArgumentError] -> e.__struct__ end`)
		if got != "SystemLimitError" && got != "ArgumentError" {
			t.Errorf("%s: %.100s", src, got)
		}
	}
}

// TestResultsWithoutRoomAreRefused checks that a Go function that would allocate too much at once
// fails before it allocates.
func TestResultsWithoutRoomAreRefused(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2, MaxMemory: room(64 << 20)})
	for _, src := range []string{
		`List.duplicate(0, 50_000_000)`, `:lists.seq(1, 50_000_000)`, `"a" |> String.duplicate(10_000_000) |> String.replace("a", "bb")`,
		`"x" |> String.duplicate(1_000_000) |> List.duplicate(10_000) |> IO.iodata_to_binary()`,
		`Enum.reduce(1..40, "aaaaaaaaaa", fn _, a -> [a, a] end) |> IO.iodata_to_binary()`,
		`Enum.reduce(1..40, "aaaaaaaaaa", fn _, a -> [a, a] end) |> IO.chardata_to_string()`,
		`Enum.reduce(1..60, 1, fn _, a -> {a, a} end) |> :erlang.term_to_binary()`, `Enum.reduce(1..60, [1], fn _, a -> [a, a] end) |> JSON.encode!()`,
		`for _ <- 1..1_000_000, do: :ets.new(:t, [])`,
		`alias Inspect.Algebra, as: A; A.line() |> A.concat("b") |> A.nest(10_000_000_000) |> A.format(80)`,
		`alias Inspect.Algebra, as: A; Enum.reduce(1..60, "", fn _, a -> A.group(A.concat(a, a)) end) |> A.format(80)`,
		`Code.eval_quoted(Enum.reduce(1..20, 1, fn _, a -> {:+, [], [a, a]} end))`,
		`Code.string_to_quoted("[" <> String.duplicate("{1, :a}, ", 200_000) <> "1]")`,
		`Regex.run(~r/(?:a|b)*c/, String.duplicate("ab", 1_000_000))`, `Regex.scan(~r/(?|(a)|(b))/, String.duplicate("ab", 1_000_000))`,
		`Regex.replace(~r/a/, String.duplicate("a", 200_000), String.duplicate("b", 1000))`,
		`:erlang.binary_to_term(<<131, 80, 60_000_006::32>> <> :zlib.compress(<<108, 60_000_000::32>> <> String.duplicate(<<106>>, 60_000_001)))`,
		`:erlang.binary_to_term(<<131, 108, 10_000_000::32>> <> String.duplicate(<<106>>, 10_000_001))`,
		`for _ <- 1..1000, do: :counters.new(1_000_000, [])`, `for _ <- 1..10, do: :atomics.new(16_000_000, [])`,
		`Macro.expand(quote(do: if(unquote(Enum.reduce(1..20, 1, fn _, a -> [a, a] end)), do: 1)), __ENV__)`,
		`Code.format_string!("[" <> String.duplicate("1,", 2_000_000) <> "1]")`,
		`Integer.to_string(Bitwise.bsl(1, 200_000_000))`, `inspect([Bitwise.bsl(1, 200_000_000)])`,
		`JSON.encode!([Bitwise.bsl(1, 200_000_000)])`, `:io_lib.format("~w", [Bitwise.bsl(1, 200_000_000)])`,
		`defmodule Shared.Attribute do @a Enum.reduce(1..40, 1, fn _, a -> {a, a} end); def f, do: @a end`,
		`defmodule Shared.Struct do defstruct a: Enum.reduce(1..40, 1, fn _, a -> {a, a} end) end`,
		`defmodule Shared.Default do x = Enum.reduce(1..40, 1, fn _, a -> [a, a] end); def f(a \\ unquote(x)), do: a end`,
	} {
		got := st.Eval(t, `
{_, ref} = spawn_monitor(fn -> `+src+` end)
receive do {:DOWN, ^ref, _, _, {why, _}} -> why; {:DOWN, ^ref, _, _, why} -> why after 120_000 -> :nothing end`)
		if got != ":system_limit" {
			t.Errorf("%s: %.100s", src, got)
		}
	}
}

// TestAMailboxIsBounded checks the error of a process that never receives its messages.
func TestAMailboxIsBounded(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2, MaxMailbox: 1000})
	got := st.Eval(t, `
{pid, ref} = spawn_monitor(fn -> receive do :never -> :ok end end)
for i <- 1..2000, do: send(pid, i)
receive do {:DOWN, ^ref, _, ^pid, {why, _}} -> why end`)
	if got != ":system_limit" {
		t.Errorf("got %s", got)
	}
}

// TestDeepRecursionHasItsLimit checks that recursion to a depth of a million works, and that
// unbounded recursion raises an error that can be rescued.
func TestDeepRecursionHasItsLimit(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2, MaxHeapWords: 1 << 24})
	st.Eval(t, `defmodule Deep do
  def count(0), do: 0
  def count(n), do: 1 + count(n - 1)
end`)
	got := st.Eval(t, `{Deep.count(1_000_000), try do Deep.count(-1) rescue e in SystemLimitError -> Exception.message(e) end}`)
	if got != `{1000000, "a system limit has been reached"}` {
		t.Errorf("got %s", got)
	}
}
