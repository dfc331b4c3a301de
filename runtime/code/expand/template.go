package expand

import (
	"sync"

	"lab/runtime/code/kernel"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// A Template is Elixir source with unquote(name) and unquote_splicing(name), used for macros of
// Kernel. It is parsed on first use. Its variables are hygienic, like those of a macro in Kernel.
type Template struct {
	source string
	once   sync.Once
	quoted term.Term
}

func NewTemplate(source string) *Template { return &Template{source: source} }

// Slots maps the names in a template to values.
type Slots map[string]term.Term

// Fill returns the code of the template, with the line of meta.
func (t *Template) Fill(x *Expander, meta term.Term, with Slots) term.Term {
	t.once.Do(func() {
		q, err := syntax.Parse(t.source, syntax.Options{File: "kernel.ex", Library: true})
		if err != nil {
			panic("BUG: template: " + err.Error() + "\n" + t.source)
		}
		t.quoted = q
	})
	line := quoted.LineMeta(quoted.LineOf(meta))
	if _, ok := quoted.KwGet(meta, quoted.AGenerated); ok {
		line = Generated(line)
	}
	f := &filler{with: with, line: line, counter: term.Int(x.Host.Counter())}
	return f.fill(t.quoted)
}

type filler struct {
	with    Slots
	line    term.Term
	counter term.Term
}

func (f *filler) slot(t term.Term, name term.Atom) (term.Term, bool) {
	_, a, ok := quoted.IsCallOf(t, name, 1)
	if !ok {
		return t, false
	}
	v, _, _, ok := quoted.IsVar(a[0])
	if !ok {
		return t, false
	}
	val, ok := f.with[v.String()]
	return val, ok
}

func (f *filler) fill(t term.Term) term.Term {
	switch t.Kind() {
	case term.KindCons:
		var out []term.Term
		for c := t.Cons(); c != nil; c = t.Cons() {
			if v, ok := f.slot(c.Head, quoted.ASplicing); ok {
				out = append(out, quoted.Slice(v)...)
			} else {
				out = append(out, f.fill(c.Head))
			}
			t = c.Tail
		}
		return term.List(out...)
	case term.KindTuple:
		el := t.Elems()
		if len(el) == 2 {
			return term.Tup(f.fill(el[0]), f.fill(el[1]))
		}
		return f.triple(t, el)
	}
	return t
}

func (f *filler) triple(t term.Term, el []term.Term) term.Term {
	if v, ok := f.slot(t, quoted.AUnquote); ok {
		return v
	}
	if el[0].IsAtom() && el[2].IsAtom() {
		return f.variable(el[0].Atom())
	}
	args := f.fill(el[2])
	if !el[0].IsAtom() {
		meta := f.line
		if np, ok := quoted.KwGet(el[1], quoted.ANoParens); ok {
			meta = quoted.KwStore(meta, quoted.ANoParens, np)
		}
		return term.Tup(f.fill(el[0]), meta, args)
	}
	name := el[0].Atom()
	if name == quoted.AAliases {
		return lexical.ConcatAlias(lexical.AtomsFrom(el[2])).Term()
	}
	meta := f.line
	if n := (quoted.NameArity{Name: name, Arity: len(quoted.Slice(args))}); kernel.Functions[n] || kernelMacro(name, n.Arity) != nil {
		meta = fromKernel(meta, n.Arity)
	}
	return term.Tup(el[0], meta, args)
}

// fromKernel returns metadata that makes a call refer to Kernel, whatever the caller imports.
func fromKernel(meta term.Term, arity int) term.Term {
	meta = quoted.KwStore(meta, quoted.AContext, quoted.AKernel.Term())
	return quoted.KwStore(meta, quoted.AImports, term.List(term.Tup(term.Int(int64(arity)), quoted.AKernel.Term())))
}

// variable returns a variable with the hygiene of Kernel's macros.
func (f *filler) variable(name term.Atom) term.Term {
	switch name {
	case quoted.AUnderscore:
		return term.Tup(name.Term(), f.line, quoted.AKernel.Term())
	case quoted.AModuleVar, quoted.AEnvVar, quoted.AStacktrace, quoted.ACaller, quoted.ADirVar:
		return term.Tup(name.Term(), f.line, term.Nil)
	}
	m := quoted.KwStore(f.line, quoted.ACounter, f.counter)
	return term.Tup(name.Term(), m, quoted.AKernel.Term())
}
