package iex_test

import (
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// TestDocsOfKernel checks that each function, macro and special form of Kernel has an entry, and
// that each example has the documented value.
func TestDocsOfKernel(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `for m <- [Kernel, Kernel.SpecialForms], {name, arity} <- m.__info__(:functions) ++ m.__info__(:macros),
		not String.starts_with?(to_string(name), "_") or name in [:__MODULE__, :__ENV__], IEx.KernelDocs.of(m, name, arity) == [], do: {name, arity}`)
	if got != "[]" {
		t.Errorf("without an entry: %s", got)
	}
	unknown := st.Eval(t, `for m <- [Code, Macro, Module], {head, _, _} <- IEx.KernelDocs.entries(m), [_, name] = Regex.run(~r/^def ([a-z_]+[?!]?)/, head),
		m.__info__(:functions)[String.to_atom(name)] == nil, do: head`)
	if unknown != "[]" {
		t.Errorf("entries without a function: %s", unknown)
	}
	wrong := st.Eval(t, `for m <- [Kernel, Kernel.SpecialForms, Code, Macro, Module], {head, _, example} <- IEx.KernelDocs.entries(m), example != "",
		[code, want] = String.split(example, " #=> "), got = (try do inspect(elem(Code.eval_string(code), 0)) rescue e -> inspect(e) end), got != want, do: {head, got}`)
	if wrong != "[]" {
		t.Errorf("examples that are otherwise: %s", wrong)
	}
	st.Eval(t, `IEx.Introspection.h({Kernel, :if})`)
	if text := st.Printed(); !strings.Contains(text, "                        defmacro if(condition, clauses)\n\nRuns the do block if") || !strings.Contains(text, "    iex> if(1 > 2, do: :a, else: :b)\n    :b\n") {
		t.Errorf("h prints\n%s", text)
	}
}
