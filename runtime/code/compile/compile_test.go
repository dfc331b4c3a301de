package compile

import (
	"strings"
	"testing"

	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

func machine(t testing.TB) *vm.Machine {
	m := vm.New(vm.Config{})
	t.Cleanup(m.Close)
	basics(m)
	return m
}

// basics registers the functions of :erlang that the tests call.
func basics(m *vm.Machine) {
	arith := map[string]func(a, b int64) int64{
		"+": func(a, b int64) int64 { return a + b },
		"-": func(a, b int64) int64 { return a - b },
		"*": func(a, b int64) int64 { return a * b },
	}
	for name, op := range arith {
		m.Native("erlang", name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			x, ok1 := a[0].AsInt()
			y, ok2 := a[1].AsInt()
			if !ok1 || !ok2 {
				return term.Term{}, vm.ErrorOf(term.Sym("badarith"))
			}
			return term.Int(op(x, y)), nil
		})
	}
	for _, name := range []string{"<", ">", "==", "=:="} {
		cmp := comparison(name)
		m.Native("erlang", name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			return term.Bool(cmp(a[0], a[1])), nil
		})
	}
	m.Native("erlang", "hd", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if c := a[0].Cons(); c != nil {
			return c.Head, nil
		}
		return term.Term{}, vm.BadargAt(1, "not a nonempty list")
	})
}

// testModule compiles the functions in src as a module M. Each function is a line of the form "def
// name(args) when g do .. end".
func testModule(t testing.TB, m *vm.Machine, src string) {
	t.Helper()
	q, err := syntax.Parse(src, syntax.Options{File: "test"})
	if err != nil {
		t.Fatal(err)
	}
	u := NewUnit(m, term.Intern("Elixir.M"), "m.ex")
	forms := []term.Term{q}
	if _, fs, ok := quoted.IsCallOf(q, quoted.ABlock, -1); ok {
		forms = fs
	}
	type key struct {
		n term.Atom
		a int
	}
	cls := map[key][]Clause{}
	for _, f := range forms {
		_, a, _ := quoted.IsCallOf(f, quoted.ADef, 2)
		head := a[0]
		x := &mini{scopes: []map[string]int{{}}}
		var guards []term.Term
		var g term.Term
		if _, w, ok := quoted.IsCallOf(head, quoted.AWhen, 2); ok {
			head, g = w[0], w[1]
		}
		name, meta, args, ok := quoted.IsCall(head)
		if !ok {
			name, meta, _, _ = quoted.IsVar(head)
		}
		var ps []term.Term
		for _, p := range args {
			ps = append(ps, x.patk(p))
		}
		x.unmark()
		if !g.IsNone() {
			guards = []term.Term{x.ex(g)}
		}
		do, _ := quoted.KwGet(a[1], quoted.ADo)
		k := key{name, len(args)}
		cls[k] = append(cls[k], Clause{Args: ps, Guards: guards, Body: x.ex(do), Line: quoted.LineOf(meta)})
	}
	mod := &vm.Module{Name: term.Intern("Elixir.M")}
	for k, c := range cls {
		f, err := u.Define(k.n, k.a, "m.ex", c)
		if err != nil {
			t.Fatal(err)
		}
		mod.Funcs = append(mod.Funcs, f)
	}
	m.Load(mod)
}

func result(m *vm.Machine, name string, args ...term.Term) string {
	v, err := m.Call(term.Intern("Elixir.M"), term.Intern(name), args...)
	if err != nil {
		e := err.(*vm.Exception)
		return "!" + e.Class.String() + " " + term.Inspect(e.Reason, term.Opts{}) + " " + term.Inspect(e.StackTerm(), term.Opts{})
	}
	return term.Inspect(v, term.Opts{})
}

func TestCompiledExpressions(t *testing.T) {
	tests := []struct{ body, want string }{
		{"1 + 2", "3"},
		{"x = 1\n y = x + 1\n {x, y, [x, y | [3]]}", "{1, 2, [1, 2, 3]}"},
		{"case {1, 2} do {a, a} -> :same\n {a, b} when a > b -> :gt\n {a, b} -> a + b end", "3"},
		{"f = fn a, b -> a * b end\n f.(6, 7)", "42"},
		{"x = 10\n f = fn 1 -> :one\n n -> n + x end\n {f.(1), f.(5)}", "{:one, 15}"},
		{"f = fn 1 -> :one end\n f.(2)", `!error :function_clause [{M, :"-t/0-fun-0-", [2], [file: ~c"m.ex", line: 1]}]`},
		{"for x <- [1,2,3], y <- [10, 20], x > 1, do: x * y", "[20, 40, 30, 60]"},
		{"for {:ok, x} <- [{:ok, 1}, :no, {:ok, 3}], into: %{}, do: {x, x}", "%{1 => 1, 3 => 3}"},
		{"for x <- [1,2,1], uniq: true, do: x", "[1, 2]"},
		{"for(x <- [1,2,3], [reduce: 0, do: (acc -> acc + x)])", "6"},
		{"for <<c <- \"abc\">>, do: c + 1", `~c"bcd"`},
		{"for <<c <- \"abc\">>, into: \"\", do: <<c + 1>>", `"bcd"`},
		{"with {:ok, a} <- {:ok, 1}, b = a + 1, {:ok, c} <- {:error, b} do c else {:error, n} -> {:failed, n} end", "{:failed, 2}"},
		{"with {:ok, a} <- :err, do: a", ":err"},
		{"try do throw(:x) catch :throw, v -> {:caught, v} end", "{:caught, :x}"},
		{"try do throw(:x) catch v -> {:caught, v} end", "{:caught, :x}"},
		{"try do hd([]) rescue e -> e.message end", `"errors were found at the given arguments:\n\n  * 1st argument: not a nonempty list\n"`},
		{"try do 1 after send(self(), :done) end\n receive do m -> m end", ":done"},
		{"try do try do throw(1) after send(self(), :done) end catch x -> receive do m -> {x, m} end end", "{1, :done}"},
		{"try do 5 catch _ -> 1 else 5 -> :five end", ":five"},
		{"%{a: 1} = m = %{a: 1, b: 2}\n %{m | b: 3}", "%{a: 1, b: 3}"},
		{"m = %{a: 1}\n %{m | c: 3}", `!error {:badkey, :c} [{M, :t, 0, [file: ~c"m.ex", line: 2]}]`},
		{"m = %{a: %{b: 5}}\n m.a.b", "5"},
		{"{:ok, x} = {:error, 1}\n x", `!error {:badmatch, {:error, 1}} [{M, :t, 0, [file: ~c"m.ex", line: 1]}]`},
		{"cond do 1 > 2 -> :a\n true -> :b end", ":b"},
		{"if 1 > 2, do: :a, else: :b", ":b"},
		{"if nil, do: :a", "nil"},
		{"x = if 1 < 2 do y = 5\n y + 1 end\n x", "6"},
		{"receive do :never -> 1 after 5 -> :late end", ":late"},
		{"me = self()\n spawn(fn -> send(me, {:hi, self()}) end)\n receive do {:hi, p} -> :got end", ":got"},
		{"send(self(), 1)\n send(self(), 2)\n send(self(), 3)\n a = receive do 2 -> :two end\n b = receive do x -> x end\n {a, b, receive do x -> x end}", "{:two, 1, 3}"},
		{"1 + :a", `!error :badarith [{:erlang, :+, [1, :a], []}, {M, :t, 0, [file: ~c"m.ex", line: 1]}]`},
		{"true and 1 == 1", "true"},
		{"M.nope(1)", "!error :undef [{M, :nope, [1], []}]"},
		{"(fn -> :ok end).()", ":ok"},
		{"x = 1\n case 2 do ^x -> :same\n _ -> :other end", ":other"},
	}
	m := machine(t)
	for _, tt := range tests {
		testModule(t, m, "def t() do "+tt.body+" end")
		if got := result(m, "t"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.body, got, tt.want)
		}
	}
}

const prog = `
def fib(n) when n < 2 do n end
def fib(n) do fib(n - 1) + fib(n - 2) end
def loop(0, acc) do acc end
def loop(n, acc) do loop(n - 1, acc + n) end
def seq(0, acc) do acc end
def seq(n, acc) do seq(n - 1, [n | acc]) end
def sum([]) do 0 end
def sum([h | t]) do h + sum(t) end
def deep(n) do sum(seq(n, [])) end
def pong() do receive do {:ping, from} -> send(from, :pong)
 pong()
 :stop -> :ok end end
def ping(0, _) do :ok end
def ping(n, p) do send(p, {:ping, self()})
 receive do :pong -> ping(n - 1, p) end end
def pp(n) do p = spawn(fn -> pong() end)
 ping(n, p)
 send(p, :stop) end
def spawns(0, _) do receive do :done -> :ok end end
def spawns(1, me) do spawn(fn -> send(me, :done) end)
 spawns(0, me) end
def spawns(n, me) do spawn(fn -> :ok end)
 spawns(n - 1, me) end
def sp(n) do spawns(n, self()) end
def busy() do busy() end
def kill() do p = spawn(fn -> busy() end)
 r = :erlang.monitor(:process, p)
 :erlang.exit(p, :kill)
 receive do {_, ^r, _, _, why} -> why end end
def runaway(n) do 1 + runaway(n + 1) end
`

func TestCompiledFunctions(t *testing.T) {
	m := machine(t)
	testModule(t, m, prog)
	tests := []struct {
		name string
		args []int64
		want string
	}{
		{"fib", []int64{15}, "610"},
		{"loop", []int64{100000, 0}, "5000050000"},
		{"deep", []int64{1000000}, "500000500000"},
		{"pp", []int64{1000}, ":stop"},
		{"sp", []int64{1000}, ":ok"},
		{"kill", nil, ":killed"},
	}
	for _, tt := range tests {
		if got := result(m, tt.name, ints(tt.args)...); got != tt.want {
			t.Errorf("%s%v = %s, want %s", tt.name, tt.args, got, tt.want)
		}
	}
}

// TestRunawayRecursion checks that unbounded recursion ends the process with system_limit.
func TestRunawayRecursion(t *testing.T) {
	m := vm.New(vm.Config{MaxHeapWords: 1 << 20})
	t.Cleanup(m.Close)
	basics(m)
	testModule(t, m, prog)
	if got := result(m, "runaway", term.Int(0)); !strings.HasPrefix(got, "!error :system_limit") {
		t.Errorf("got %s", got)
	}
}

func ints(ns []int64) []term.Term {
	out := make([]term.Term, len(ns))
	for i, n := range ns {
		out[i] = term.Int(n)
	}
	return out
}

func BenchmarkCompiled(b *testing.B) {
	for _, bm := range []struct {
		name string
		args []int64
	}{{"fib", []int64{25}}, {"loop", []int64{1000000, 0}}, {"deep", []int64{100000}}, {"pp", []int64{100000}}, {"sp", []int64{100000}}} {
		b.Run(bm.name, func(b *testing.B) {
			m := machine(b)
			testModule(b, m, prog)
			for b.Loop() {
				result(m, bm.name, ints(bm.args)...)
			}
		})
	}
}
