package library_test

import (
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/vm"
)

// TestLongListsOfOptionsAreRefused calls functions with a list of options that is longer than any
// that a program needs. Such a list would cost memory that nothing counts.
func TestLongListsOfOptionsAreRefused(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2})
	for _, c := range []struct{ call, option string }{
		{`:re.run("a", "a", opts)`, ":caseless"}, {`:re.compile("a", opts)`, ":caseless"}, {`:binary.split("a", "b", opts)`, ":global"},
		{`:ets.new(:t, opts)`, ":public"}, {`:erlang.spawn_opt(fn -> :ok end, opts)`, "{:priority, :normal}"},
		{`:erlang.term_to_binary(1, opts)`, ":compressed"}, {`:erlang.binary_to_term(<<131, 97, 1>>, opts)`, ":safe"},
		{`:erlang.float_to_binary(1.5, opts)`, ":compact"}, {`:erlang.send(self(), 1, opts)`, ":nosuspend"},
		{`Process.info(self(), opts)`, ":messages"}, {`:erlang.alias(opts)`, ":reply"}, {`:erlang.unique_integer(opts)`, ":positive"},
		{`:erlang.monitor(:process, self(), opts)`, "{:alias, :demonitor}"}, {`:erlang.demonitor(make_ref(), opts)`, ":flush"},
	} {
		got := st.Eval(t, "opts = List.duplicate("+c.option+", 5000); try do "+c.call+"; :accepted rescue e -> e.__struct__ end")
		if got != "ArgumentError" {
			t.Errorf("%s: %s", c.call, got)
		}
	}
}

// TestItemsAreComputedOnce asks for the same item of a process many times.
func TestItemsAreComputedOnce(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2, MaxMemory: room(64 << 20)})
	got := st.Eval(t, `for i <- 1..20_000, do: Process.put(i, i)
length(Process.info(self(), List.duplicate(:dictionary, 4000)))`)
	if got != "4000" {
		t.Errorf("got %s", got)
	}
}

// TestEscapesOfJSONAreCounted encodes a text that becomes six times as long.
func TestEscapesOfJSONAreCounted(t *testing.T) {
	st := station.BootWith(t, vm.Config{Workers: 2, MaxMemory: room(64 << 20)})
	got := st.Eval(t, `s = String.duplicate("\0", 15_000_000); try do JSON.encode!(s) |> byte_size() rescue e -> e.__struct__ end`)
	if got != "SystemLimitError" {
		t.Errorf("got %s", got)
	}
}
