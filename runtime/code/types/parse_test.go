package types

import (
	"testing"

	"lab/runtime/syntax"
	"lab/runtime/term"
)

func parseType(text string) (term.Term, error) { return syntax.Parse(text, syntax.Options{}) }

func typeOf(t *testing.T, text string) Type {
	t.Helper()
	q, err := parseType(text)
	if err != nil {
		t.Fatal(err)
	}
	return read(q)
}

func atomNamed(name string) term.Atom { return term.Intern(name) }
