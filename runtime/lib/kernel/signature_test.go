package kernel_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// TestSignatures checks the heads of functions in the documentation of a module.
func TestSignatures(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ clauses, want string }{
		{"def f(1, 2, p), do: p", "f(int1, int2, p)"},
		{"def f(nil, true, _), do: 1", "f(atom, bool, _)"},
		{"def f(<<_>>, \"a\", [1]), do: 1", "f(arg, binary, list)"},
		{"def f(%URI{}, %Date.Range{}, %MapSet{}, %{}), do: 1", "f(uri, range, map_set, map)"},
		{"def f(%__MODULE__{}, %_{}), do: 1", "f(leaf, struct)"},
		{"def f(%{} = m, l = []), do: {m, l}", "f(m, l)"},
		{"def f(1), do: 1\ndef f(n), do: n", "f(n)"},
		{"def f(_, _p), do: 1\ndef f(q, r), do: {q, r}", "f(q, p)"},
		{"def f(1, [], 1), do: 1\ndef f(\"a\", [_], 1.5), do: 2", "f(arg1, list, arg3)"},
		{"@size 20\ndef f(p \\\\ @size, q \\\\ [a: @size]), do: {p, q}", "f(p \\\\ 20, q \\\\ [a: 20])"},
		{"@size 20\ndef f(@size, _), do: 1", "f(int, _)"},
	} {
		src := "defmodule Leaf do\ndefstruct [:p]\n" + c.clauses + "\nend\n{_, _, _, _, _, _, docs} = Code.fetch_docs(Leaf)\n" +
			"hd(for {{:function, :f, _}, _, [head], _, _} <- docs, do: head)"
		if got := st.Eval(t, src); got != `"`+strings.ReplaceAll(c.want, `\`, `\\`)+`"` {
			t.Errorf("%s\n got %s\nwant %s", c.clauses, got, c.want)
		}
	}
}

// TestDocsOfLaterClauses checks what later clauses and guards add to documentation.
func TestDocsOfLaterClauses(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `
		defmodule Asked do
		  @callback f(term) :: term
		end
		defmodule Branch do
		  @behaviour Asked
		  @doc "Said."
		  def f(nil), do: nil
		  @impl true
		  def f(_), do: 1
		  defguard big(n) when n > 9
		end
		{_, _, _, _, _, _, docs} = Code.fetch_docs(Branch)
		for {{_, name, _}, _, _, text, meta} <- docs, do: {name, text, meta}`)
	if want := `[{:f, %{"en" => "Said."}, %{}}, {:big, :none, %{guard: true}}]`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
