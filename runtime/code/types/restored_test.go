package types

import (
	"testing"

	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// TestStructUpdateOf checks a case that is marked as a struct update. A macro may keep the mark and
// change the clauses.
func TestStructUpdateOf(t *testing.T) {
	meta := term.List(term.Tup(quoted.AStructUpdate.Term(), term.Sym("Elixir.D")))
	for text, want := range map[string]string{
		"case s do %{} = v -> %{v | a: 1} end": "%D{s | a: 1}",
		"case s do v -> %{a: 1} end":           "",
		"case s do v -> v end":                 "",
		"case s, do: []":                       "",
		"case s, []":                           "",
		"case s":                               "",
	} {
		q, err := syntax.Parse(text, syntax.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, _, args, _ := quoted.IsCall(q)
		got := ""
		if u, ok := structUpdateOf(meta, args); ok {
			got = syntax.Format(u.form)
		}
		if got != want {
			t.Errorf("%s updates %q, want %q", text, got, want)
		}
	}
}
