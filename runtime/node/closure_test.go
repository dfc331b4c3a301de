package node

import (
	"strings"
	"testing"
)

// closures is a module with a closure of each kind.
const closures = `
defmodule Clos do
  @compiled :erlang.unique_integer()
  def plain, do: fn -> node() end
  def stamped, do: fn -> is_integer(@compiled) end
  def with_var(x), do: fn -> {x, node()} end
  def cap(k), do: &Map.get(&1, k)
  def local, do: &helper/1
  def hidden, do: &secret/1
  def nested(x), do: fn -> fn y -> fn z -> {x, y, z, node()} end end end
  def over(f), do: fn x -> {f.(x), node()} end
  def table(m), do: fn k -> Map.merge(%{a: 1, b: 2, c: 3, d: 4, e: 5}, m)[k] end
  def stream(l), do: l |> Stream.map(&helper/1) |> Stream.filter(fn x -> x > 2 end)
  def helper(x), do: x * 2
  defp secret(x), do: {:secret, x}
end
`

// twins returns two linked nodes. Each has compiled one of the sources.
func twins(t *testing.T, sources ...string) (a, b *living) {
	t.Helper()
	w := newWorld(t)
	a, b = w.live(t, "a@localhost", "secret"), w.live(t, "b@localhost", "secret")
	for i, src := range sources {
		[]*living{a, b}[i].eval(src)
	}
	if got := a.eval("Node.connect(:b@localhost)"); got != "true" {
		t.Fatalf("connect answered %s", got)
	}
	return a, b
}

func TestClosureOfAModuleOnAnotherNode(t *testing.T) {
	t.Parallel()
	a, b := twins(t, closures, "defmodule Other do\n  def f, do: fn -> 1 end\nend\n"+closures)
	b.eval(`Agent.start(fn -> %{k: 7} end, name: :agent)`)
	b.eval(`Task.Supervisor.start_link(name: :tasks) |> elem(1) |> Process.unlink()`)
	b.eval(`spawn(fn -> Process.register(self(), :echo); Enum.each(Stream.cycle([0]), fn _ -> receive do {from, m} -> send(from, {:back, m}) end end) end)`)
	for _, c := range []struct{ src, want string }{
		{`:erpc.call(:b@localhost, Clos.plain())`, ":b@localhost"},
		{`:erpc.call(:b@localhost, Clos.stamped())`, "true"},
		{`:erpc.call(:b@localhost, Clos.with_var([1, %{a: "x"}]))`, `{[1, %{a: "x"}], :b@localhost}`},
		{`:rpc.call(:b@localhost, :erlang, :apply, [Clos.cap(:a), [%{a: 1}]])`, "1"},
		{`:erpc.call(:b@localhost, :erlang, :apply, [Clos.local(), [4]])`, "8"},
		{`:erpc.call(:b@localhost, :erlang, :apply, [Clos.hidden(), [4]])`, "{:secret, 4}"},
		{`:erpc.call(:b@localhost, Clos.nested(1)).(2).(3)`, "{1, 2, 3, :a@localhost}"},
		{`:erpc.call(:b@localhost, :erlang, :apply, [Clos.over(Clos.local()), [4]])`, "{8, :b@localhost}"},
		{`:erpc.call(:b@localhost, Enum, :map, [[:a, :e, :z], Clos.table(%{z: 26})])`, "[1, 5, 26]"},
		{`:erpc.call(:b@localhost, Enum, :to_list, [Clos.stream([1, 2, 3])])`, "[4, 6]"},
		{`me = self(); f = Clos.over(fn x -> send(me, x) end); pid = Node.spawn(:b@localhost, fn -> f.(:hi) end); receive do m -> {m, node(pid)} end`, "{:hi, :b@localhost}"},
		{`Process.flag(:trap_exit, true); pid = Node.spawn_link(:b@localhost, Clos.plain()); receive do {:EXIT, ^pid, r} -> r end`, ":normal"},
		{`Task.Supervisor.async({:tasks, :b@localhost}, Clos.plain()) |> Task.await()`, ":b@localhost"},
		{`Agent.get({:agent, :b@localhost}, Clos.cap(:k))`, "7"},
		{`f = Clos.with_var(1); send({:echo, :b@localhost}, {self(), f}); receive do {:back, g} -> {g == f, g === f, %{f => 1}[g], :erlang.phash2(g) == :erlang.phash2(f), inspect(g) == inspect(f), g.()} end`,
			"{true, true, 1, true, true, {1, :a@localhost}}"},
		{`f = Clos.with_var(1); g = :erlang.binary_to_term(:erlang.term_to_binary(f)); {g == f, g.(), is_function(g, 0), is_function(g, 1)}`, "{true, {1, :a@localhost}, true, false}"},
		{`f = Clos.local(); i = :erlang.fun_info(f); Keyword.delete(:erpc.call(:b@localhost, :erlang, :fun_info, [f]), :pid) == Keyword.delete(i, :pid)`, "true"},
		{`<<uniq::27, _::101>> = :erlang.fun_info(Clos.plain())[:new_uniq]; uniq == :erlang.fun_info(Clos.plain())[:uniq]`, "true"},
		{`i = :erlang.fun_info(Clos.local()); {i[:name], i[:module], i[:type], i[:arity], i[:env]}`, "{:helper, Clos, :local, 1, []}"},
	} {
		if got := a.eval(c.src); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestClosureWithoutItsCode compares with the BEAM's errors: undef if the module is missing,
// badfun if its version differs.
func TestClosureWithoutItsCode(t *testing.T) {
	t.Parallel()
	a, b := twins(t, closures, "defmodule Nothing do\nend")
	const caught = `f = Clos.with_var(1); try do :erpc.call(:b@localhost, f) catch `
	check := func(src, want string) {
		t.Helper()
		if got := a.eval(src); got != want {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
	check(caught+`:error, {:exception, :undef, [{g, [], []} | _]} -> {g == f, g.()} end`, "{true, {1, :a@localhost}}")
	check(`f = Clos.with_var(1); Process.flag(:trap_exit, true); pid = Node.spawn_link(:b@localhost, f); receive do {:EXIT, ^pid, {:undef, [{g, [], []} | _]}} -> g == f end`, "true")
	a.printed("(UndefinedFunctionError) undefined function", 1)
	check(`:erpc.call(:b@localhost, Kernel, :inspect, [Clos.local()]) == String.replace(inspect(Clos.local()), ".helper>", ">")`, "true")
	check(`:erpc.call(:b@localhost, :erlang, :fun_info, [Clos.local(), :name])`, "{:name, []}")

	b.eval(strings.Replace(closures, "x * 2", "x * 3", 1))
	check(caught+`:error, {:exception, {:badfun, g}, _} -> {g == f, g.()} end`, "{true, {1, :a@localhost}}")
	check(`f = Clos.plain(); :erpc.call(:b@localhost, Kernel, :send, [self(), {:f, f}]); receive do {:f, g} -> {g == f, g.()} end`, "{true, :a@localhost}")
	if got := b.eval(`b = :erlang.term_to_binary(Clos.plain()); defmodule Clos do end; try do :erlang.binary_to_term(b).() rescue e in UndefinedFunctionError -> e.module end`); got != ":b@localhost" {
		t.Errorf("a closure of the former version gave %s", got)
	}
}
