package diagnostic

import (
	"testing"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

func environment() *lexical.Env {
	e := lexical.NewEnv("lib/a.ex", 7)
	e.Module, e.Function = term.Intern("Elixir.A"), &quoted.NameArity{Name: term.Intern("f"), Arity: 1}
	return e
}

// meta returns the metadata of line 3, column 5.
func meta() term.Term {
	return term.List(term.Tup(term.Sym("line"), term.Int(3)), term.Tup(term.Sym("column"), term.Int(5)))
}

// TestPlaces checks the place that each kind of diagnostic shows, with and without the source text.
func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		kind         Kind
		meta         term.Term
		bare, source string
	}{
		"scope": {failure(inScope, "no %s").Kind, meta(), "error: no x\n└─ lib/a.ex:3:5: A.f/1\n\n",
			"    error: no x\n    │\n  3 │   f(x)\n    │     ^\n    │\n    └─ lib/a.ex:3:5: A.f/1\n\n"},
		"file":          {warning(inFile, "no %s").Kind, meta(), "warning: no x\n└─ lib/a.ex:3:5\n\n", "    warning: no x\n    │\n  3 │   f(x)\n    │     ~\n    │\n    └─ lib/a.ex:3:5\n\n"},
		"line":          {warning(onLine, "no %s").Kind, meta(), "warning: no x\n└─ lib/a.ex:3: A.f/1\n\n", ""},
		"line unknown":  {warning(onLine, "no %s").Kind, term.Empty, "warning: no x\n└─ lib/a.ex:7: A.f/1\n\n", ""},
		"trace":         {warning(inTrace, "no %s").Kind, meta(), "warning: no x\n  lib/a.ex:3: A.f/1\n\n", "warning: no x\n  lib/a.ex:3: A.f/1\n\n"},
		"trace unknown": {warning(inTrace, "no %s").Kind, term.Empty, "warning: no x\n  lib/a.ex:7: A.f/1\n\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := c.kind.At(environment(), c.meta, "x")
			if got := d.Format(""); got != c.bare {
				t.Errorf("without source: %q, not %q", got, c.bare)
			}
			if got := d.Format("  f(x)"); c.source != "" && got != c.source {
				t.Errorf("with source: %q, not %q", got, c.source)
			}
		})
	}
}

// TestTerm checks that a diagnostic survives its conversion to a term and back.
func TestTerm(t *testing.T) {
	d := failure(inScope, "no %s").At(environment(), meta(), "x")
	d.Span = 2
	back := From(d.Term().Map())
	if back.Severity != "error" || back.Message != "no x" || back.Line != 3 || back.Column != 5 || back.Span != 2 || back.Where != "A.f/1" {
		t.Errorf("%+v came back as %+v", d, back)
	}
}
