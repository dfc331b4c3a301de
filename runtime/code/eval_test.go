package code

import (
	"strings"
	"testing"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// newServer returns a compiler without a library.
func newServer(t *testing.T) *Server {
	m := vm.New(vm.Config{Workers: 2})
	t.Cleanup(m.Close)
	arithmetic(m)
	s := New(m)
	s.Print = func(text string) { t.Log(text) }
	return s
}

// arithmetic registers the functions of :erlang that the tests call.
func arithmetic(m *vm.Machine) {
	binary := func(name string, f func(a, b int64) term.Term) {
		m.Native("erlang", name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			x, ok1 := a[0].AsInt()
			y, ok2 := a[1].AsInt()
			if !ok1 || !ok2 {
				return term.Nil, vm.ErrorOf(term.Sym("badarith"))
			}
			return f(x, y), nil
		})
	}
	binary("+", func(a, b int64) term.Term { return term.Int(a + b) })
	binary("-", func(a, b int64) term.Term { return term.Int(a - b) })
	binary("*", func(a, b int64) term.Term { return term.Int(a * b) })
	compare := func(name string, f func(c int) bool) {
		m.Native("erlang", name, 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			return term.Bool(f(term.Compare(a[0], a[1]))), nil
		})
	}
	compare("<", func(c int) bool { return c < 0 })
	compare(">", func(c int) bool { return c > 0 })
	compare("=<", func(c int) bool { return c <= 0 })
	compare(">=", func(c int) bool { return c >= 0 })
	compare("==", func(c int) bool { return c == 0 })
	m.Native("erlang", "=:=", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Bool(term.Equal(a[0], a[1])), nil
	})
	kinds := map[string]func(t term.Term) bool{
		"is_atom": func(t term.Term) bool { return t.IsAtom() }, "is_integer": func(t term.Term) bool { return t.IsInteger() },
		"is_list": func(t term.Term) bool { return t.IsList() }, "is_map": func(t term.Term) bool { return t.Map() != nil },
		"is_binary": term.Term.IsBits, "is_tuple": func(t term.Term) bool { return t.IsTuple() },
	}
	for name, f := range kinds {
		m.Native("erlang", name, 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return term.Bool(f(a[0])), nil })
	}
	m.Native("erlang", "++", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.ListTail(quoted.Slice(a[0]), a[1]), nil
	})
}

// evalChunks evaluates chunks of source one after the other, like the lines of a prompt.
func evalChunks(s *Server, src string) (v term.Term, err error) {
	bindings, env := term.Term(term.Empty), (*lexical.Env)(nil)
	for _, chunk := range strings.Split(src, "\n---\n") {
		if v, bindings, env, err = s.EvalString(chunk, bindings, env); err != nil {
			return v, err
		}
	}
	return v, nil
}

func TestEval(t *testing.T) {
	s := newServer(t)
	for _, c := range []struct{ src, want string }{
		{"1 + 2 * 3", "7"},
		{"x = 5; x + 1", "6"},
		{"defmodule M do def f(x), do: x + 1 end\nM.f(1)", "2"},
		{"case {:ok, 3} do {:ok, n} when n > 2 -> n; _ -> 0 end", "3"},
		{"if 1 > 2, do: :a, else: :b", ":b"},
		{"f = fn 0 -> :zero; n -> n end; {f.(0), f.(4)}", "{:zero, 4}"},
		{"f = &(&1 + &2); f.(1, 2)", "3"},
		{"with {:ok, a} <- {:ok, 1}, b = a + 1, do: {a, b}", "{1, 2}"},
		{"quote do: 1 + x", "{:+, [context: Elixir, imports: [{1, Kernel}, {2, Kernel}]], [1, {:x, [], Elixir}]}"},
		{"defmodule D do def f(a, b \\\\ 2, c \\\\ 3), do: {a, b, c} end\n{D.f(1), D.f(1, 5), D.f(1, 5, 6)}", "{{1, 2, 3}, {1, 5, 3}, {1, 5, 6}}"},
		{"defmodule D1 do\n def f(1), do: :one\n def f(a, b \\\\ 2), do: {a, b}\nend\n{D1.f(1), D1.f(5)}", "{:one, {5, 2}}"},
		{"defmodule Mac do defmacro twice(x), do: quote(do: {unquote(x), unquote(x)}) end\n---\nrequire Mac\nMac.twice(1 + 1)", "{2, 2}"},
		{"defmodule Hy do defmacro set, do: quote(do: a = 1) end\n---\nrequire Hy\na = 5\nHy.set()\na", "5"},
		{"defmodule U do defmacro __using__(_), do: quote(do: (def hi, do: :hi)) end\n---\ndefmodule V do use U end\nV.hi()", ":hi"},
		{"defmodule L do\n defmacrop m(x), do: quote(do: unquote(x) + 1)\n def f(y), do: m(y)\nend\nL.f(3)", "4"},
		{"defmodule At do\n @a 1\n @b [2, @a]\n def f, do: {@a, @b}\nend\nAt.f()", "{1, [2, 1]}"},
		{"defmodule Un do\n for {n, v} <- [a: 1, b: 2] do\n  def unquote(n)(), do: unquote(v)\n end\nend\n{Un.a(), Un.b()}", "{1, 2}"},
		{"defmodule S do defstruct a: 1, b: nil end\n---\n{%S{}.a, %S{a: 2}, %{%S{} | b: 3}}", "{1, %S{a: 2, b: nil}, %S{a: 1, b: 3}}"},
		{"defmodule O do\n def f, do: 1\n defoverridable f: 0\n def f, do: super() + 1\nend\nO.f()", "2"},
		{"defprotocol P do\n def size(x)\nend\ndefimpl P, for: List do\n def size(_), do: :list\nend\ndefimpl P, for: [Integer, Atom] do\n def size(x), do: x\nend\n{P.size([1]), P.size(3), P.size(:a), P.impl_for(1.0)}", "{:list, 3, :a, nil}"},
		{"defmodule G do\n defguard big(x) when x > 10\n def f(x) when big(x), do: :big\n def f(_), do: :small\nend\n{G.f(11), G.f(1)}", "{:big, :small}"},
		{"defmodule E do defexception [:message, code: 1] end\n---\ntry do\n raise E, message: \"x\"\nrescue\n e in E -> {e.message, e.code}\nend", "{\"x\", 1}"},
		{"for x <- [1, 2, 3], x > 1, do: x * 2", "[4, 6]"},
		{"for x <- [1, 2, 3], reduce: 0 do acc -> acc + x end", "6"},
		{"1 |> (fn x -> x + 1 end).()", "2"},
		{"x = 1; ^x = 1; [h | t] = [1, 2]; {h, t}", "{1, [2]}"},
		{"m = %{a: %{b: nil}}; {get_in(m.a.b), get_in(m.a.b.c), get_in(m.a.b.c.d)}", "{nil, nil, nil}"},
		{"3 in [1, 2, 3] and 2 in 1..4", "true"},
		{"defmodule Outer do\n defmodule Inner do\n  def f, do: __MODULE__\n end\n def g, do: Inner.f()\nend\nOuter.g()", "Outer.Inner"},
		{"x = 7\ndefmodule Cap do\n def f, do: unquote(x)\nend\nCap.f()", "7"},
		{"nil || 3 && 4", "4"},
		{"defmodule BC do\n defmacro __before_compile__(_), do: quote(do: (def late, do: :late))\nend\n---\ndefmodule BD do\n @before_compile BC\nend\nBD.late()", ":late"},
		{"Code.eval_string(\"a + b\", a: 1, b: 2)", "{3, [b: 2, a: 1]}"},
		{"Macro.to_string(quote do: x + 1)", "\"x + 1\""},
		{"%{a: a} = %{a: 1, b: 2}; a", "1"},
	} {
		v, err := evalChunks(s, c.src)
		if err != nil {
			t.Errorf("%s\n  error: %v", c.src, err)
			continue
		}
		if got := diagnostic.Inspect(v); got != c.want {
			t.Errorf("%s\n  got  %s\n  want %s", c.src, got, c.want)
		}
	}
}
