package library_test

import (
	"bytes"
	"fmt"
	"runtime"
	"testing"
	"time"

	"lab/runtime/lib/station"
	"lab/runtime/vm"
)

// endless are programs that spend minutes or forever in a single Go function, by the kind of
// function. Each has a part that prepares the arguments.
var endless = map[string][2]string{
	"big integers parsed":     {`x = String.duplicate("9", 300_000)`, `Enum.each(1..1000, fn _ -> String.to_integer(x) end)`},
	"big integers multiplied": {`x = Bitwise.bsl(1, 4_000_000) - 1`, `Enum.each(1..1000, fn _ -> x * x end)`},
	"big integers shown":      {`x = Bitwise.bsl(1, 2_000_000) - 1`, `Enum.each(1..1000, fn _ -> Integer.to_string(x) end)`},
	"big integers divided":    {`x = Bitwise.bsl(1, 8_000_000) - 1; y = Bitwise.bsl(1, 4_000_000) - 3`, `Enum.each(1..1000, fn _ -> rem(x, y) end)`},
	"powers":                  {`x = 7`, `Enum.each(1..1000, fn _ -> Integer.pow(x, 1_000_000) end)`},
	"expressions compiled":    {`x = String.duplicate("(a", 3_000) <> String.duplicate(")", 3_000)`, `Enum.each(1..1000, fn i -> Regex.compile("#{x}#{i}") end)`},
	"shared values flattened": {`x = Enum.reduce(1..60, [1], fn _, a -> [a, a] end)`, `List.flatten(x)`},
	"shared values shown":     {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `inspect(x, limit: :infinity)`},
	"shared values encoded":   {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `:erlang.term_to_binary(x)`},
	"shared values hashed":    {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `:erlang.phash2(x)`},
	"shared values as JSON":   {`x = Enum.reduce(1..60, [1], fn _, a -> [a, a] end)`, `JSON.encode!(x)`},
	"shared values as iodata": {`x = Enum.reduce(1..60, "", fn _, a -> [a, a] end)`, `IO.iodata_length(x)`},
	"shared values formatted": {`x = Enum.reduce(1..60, 1, fn _, a -> {a, a} end)`, `:io_lib.format("~p", [x])`},
	"forms as text":           {`x = Enum.reduce(1..15, 1, fn _, a -> {:+, [], [a, a]} end)`, `Enum.each(1..1000, fn _ -> Macro.to_string(x) end)`},
	"values escaped":          {`x = Enum.reduce(1..17, 1, fn _, a -> {a, a} end)`, `Enum.each(1..1000, fn _ -> Macro.escape(x) end)`},
	"shared values in errors": {`x = Enum.reduce(1..60, 1, fn _, a -> {a, [a, a]} end)`, `for _ <- Stream.cycle([1]), do: (try do Module.get_attribute(x, :a) rescue e -> e end)`},
	"lists sorted":            {`x = Enum.map(1..500_000, fn i -> rem(i * 7919, 1_000_003) end)`, `Enum.each(1..1000, fn _ -> :lists.sort(x) end)`},
	"lists searched":          {`x = List.duplicate(String.duplicate("a", 100_000), 10_000); y = String.duplicate("a", 99_999) <> "b"`, `Enum.each(1..1000, fn _ -> :lists.member(y, x) end)`},
	"binaries replaced":       {`x = String.duplicate("ab", 1_000_000)`, `Enum.each(1..1000, fn _ -> String.replace(x, "a", "bb") end)`},
	"distances of strings":    {`x = String.duplicate("ab", 10_000); y = String.duplicate("ba", 10_000)`, `Enum.each(1..1000, fn _ -> String.jaro_distance(x, y) end)`},
	"graphemes":               {`x = String.duplicate("é", 1_000_000)`, `Enum.each(1..1000, fn _ -> String.length(x) end)`},
	"strings normalised":      {`x = String.duplicate("é", 1_000_000)`, `Enum.each(1..1000, fn _ -> String.normalize(x, :nfd) end)`},
	"JSON decoded":            {`x = "[" <> String.duplicate("1,", 1_000_000) <> "1]"`, `Enum.each(1..1000, fn _ -> JSON.decode!(x) end)`},
	"source parsed":           {`x = "[" <> String.duplicate("1,", 300_000) <> "1]"`, `Enum.each(1..1000, fn _ -> Code.string_to_quoted(x) end)`},
}

// TestRunningFunctionsAreKilled kills processes while a Go function runs. Other processes must be
// notified of the exit before that function returns.
func TestRunningFunctionsAreKilled(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2})
	for what, src := range endless {
		got := st.Eval(t, fmt.Sprintf(`
me = self()
{pid, ref} = spawn_monitor(fn -> %s; send(me, :made); %s end)
receive do :made -> :ok; {:DOWN, ^ref, _, _, why} -> exit(why) end
receive do after 100 -> :ok end
alive = Process.alive?(pid)
Process.exit(pid, :kill)
receive do {:DOWN, ^ref, _, _, why} -> {why, alive} after 30_000 -> :unkillable end`, src[0], src[1]))
		if got != "{:killed, true}" {
			t.Errorf("%s: %s", what, got)
		}
		for late := time.Now().Add(stopTime); atWorkInGo(); runtime.Gosched() {
			if time.Now().After(late) {
				t.Fatalf("%s: goes on though its process was killed", what)
			}
		}
	}
}

// stopTime limits how long a Go function may continue for a killed process. A product of large
// integers cannot be interrupted.
const stopTime = 20 * time.Second

// atWorkInGo reports whether a Go function runs for a process that was set aside.
func atWorkInGo() bool {
	stacks := make([]byte, 1<<20)
	return bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("vm.(*Process).Aside("))
}
