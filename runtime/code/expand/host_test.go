package expand

import (
	"strings"
	"testing"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// bare is a host without an engine. Its only module is Kernel, without functions. It collects the
// messages of diagnostics.
type bare struct {
	counter int64
	said    []string
}

func (h *bare) Counter() int64 {
	h.counter++
	return h.counter
}

func (h *bare) Room(term.Term) error { return nil }

func (h *bare) Call(_, _ term.Atom, _ ...term.Term) (term.Term, error) {
	panic("nothing can be called")
}

func (h *bare) Load(mod term.Atom) bool { return h.Loaded(mod) }

func (h *bare) Loaded(mod term.Atom) bool { return mod == quoted.AKernel }

func (h *bare) Outdated(term.Atom, quoted.NameArity) string { return "" }

func (h *bare) Absent(term.Atom) bool { return false }

func (h *bare) Exports(_, _ term.Atom, _ int) bool { return false }

func (h *bare) Names(term.Atom) (functions, macros map[quoted.NameArity]bool) {
	return kernel.Functions, kernel.Macros
}

func (h *bare) BeingDefined(term.Atom) bool { return false }

func (h *bare) DefinedAround(term.Atom) bool { return false }

func (h *bare) Struct(term.Atom) *Struct { return nil }

func (h *bare) Enclosing(term.Atom) *Struct { return nil }

func (h *bare) Option(string) term.Term { return term.Nil }

func (h *bare) TellTracers(*lexical.Env, term.Term) error { return nil }

func (h *bare) Diagnose(d *diagnostic.Diagnostic) { h.said = append(h.said, d.Message) }

func (h *bare) Quiet() bool { return false }

func (h *bare) Module() Module { return nil }

// expanded expands source on a bare host. It returns the expanded form and the messages.
func expanded(t *testing.T, source string) (form string, said []string) {
	t.Helper()
	q, err := syntax.Parse(source, syntax.Options{File: "nofile"})
	if err != nil {
		t.Fatal(err)
	}
	h := &bare{}
	x := &Expander{Env: lexical.NewEnv("nofile", 1), Host: h}
	v, err := Guarded(func() term.Term {
		out := x.Expand(q)
		x.WarnUnused()
		return out
	})
	if err != nil {
		return "", h.said
	}
	return syntax.Format(v), h.said
}

// TestExpand checks the expansion of forms that need no other module.
func TestExpand(t *testing.T) {
	for source, want := range map[string]string{
		"1 + 2":                 ":erlang.+(1, 2)",
		"x = 1; x":              "x = 1\nx",
		"[a: 1, b: {2, 3, 4}]":  "[a: 1, b: {2, 3, 4}]",
		"fn y -> y end":         "fn y -> y end",
		"&(&1 + 1)":             "fn capture -> :erlang.+(capture, 1) end",
		"alias A.B, as: C; C.D": "A.B\nA.B.D",
		"if true, do: 1":        "case true do\n  false -> nil\n  true -> 1\nend",
		"if 1, do: 1":           "case 1 do\n  x when :erlang.orelse(:erlang.\"=:=\"(x, false), :erlang.\"=:=\"(x, nil)) -> nil\n  _ -> 1\nend",
		"quote do: f(1)":        "{:f, [], [1]}",
		"quote do: unquote(2)":  "2",
		"for z <- [1], do: z":   "for z <- [1] do\n  z\nend",
		"Foo.bar(1)":            "Foo.bar(1)",
	} {
		got, said := expanded(t, source)
		if got != want {
			t.Errorf("%s expands to\n%s\nand not to\n%s\n(said: %q)", source, got, want, said)
		}
	}
}

// TestSaid checks the messages about mistakes that are found without another module.
func TestSaid(t *testing.T) {
	for source, want := range map[string]string{
		"x":                        `undefined variable "x"`,
		"x = 1":                    `variable "x" is unused`,
		"f(1)":                     "undefined function f/1 (there is no such import)",
		"unquote(1)":               "unquote called outside quote",
		"&1":                       "capture argument &1 must be used within the capture operator &",
		"&(&1 + &3)":               "capture argument &3 cannot be defined without &2",
		"_ + 1":                    "invalid use of _",
		"case 1 do ^k -> 2 end":    "undefined variable ^k",
		"fn a -> 1; a, b -> 2 end": "cannot mix clauses with different arities in anonymous functions",
		"%{a: 1, a: 2}":            "key :a will be overridden in map",
		"<<1::wide>>":              "bitstring specifier \"wide\" does not exist",
		"try do 1 end":             "missing :catch/:rescue/:after option in \"try\"",
		"super(1)":                 "cannot invoke super outside module",
		"quote x: 1, do: 2":        "unsupported option :x given to quote",
		"__CALLER__":               "__CALLER__ is available only inside defmacro and defmacrop",
		"10..1":                    "10..1 has a default step of -1",
		"import Nowhere":           "module Nowhere is not loaded and could not be found",
	} {
		if _, said := expanded(t, source); !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("of %s is said %q, not %q", source, said, want)
		}
	}
}
