package library

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installSyntaxErrors registers the message function of the exceptions that the parser raises.
func installSyntaxErrors(x Module) {
	x.Func("message", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		m := a[0].Map()
		if m == nil {
			return term.Term{}, vm.BadargAt(1, "not an exception")
		}
		return term.Str(syntaxError(m).Message()), nil
	})
}

func syntaxError(m *term.Map) *syntax.Error {
	field := func(name string) term.Term { v, _ := m.Get(term.Sym(name)); return v }
	text := func(name string) string {
		v := field(name)
		if s, ok := v.AsStr(); ok {
			return s
		}
		if v.IsAtom() && !v.Is(term.ANil) {
			return v.Atom().String()
		}
		return ""
	}
	number := func(name string) int { n, _ := field(name).AsInt(); return int(n) }
	kind := field(term.AStruct.String()).Atom().String()
	_, hasSnippet := field("snippet").AsStr()
	return &syntax.Error{
		Kind: strings.TrimPrefix(kind, "Elixir."), File: diagnostic.Relative(text("file")), Line: number("line"), Column: number("column"),
		EndLine: number("end_line"), EndColumn: number("end_column"),
		Description: text("description"), Snippet: text("snippet"), HasSnippet: hasSnippet,
		Opening: text("opening_delimiter"), Closing: text("closing_delimiter"), Expected: text("expected_delimiter"),
	}
}
