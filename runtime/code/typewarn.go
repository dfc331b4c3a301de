package code

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file warns of valid but dubious types and specifications.

// A privateDoc is a @typedoc before a private type. Such a @typedoc has no effect, so it causes a
// warning.
type privateDoc struct {
	line int
	name quoted.NameArity
}

// warnTypes warns of dubious and unused types of a module.
func (r *bodyRun) warnTypes() {
	m := r.mod
	used := map[string]bool{}
	for i, t := range m.types {
		el := t.Elems()
		w := &typeWarner{r: r, line: m.typeLines[i], used: used, counts: map[string]int{}}
		w.spec(el[0].Atom().String(), el[1])
	}
	for i, t := range m.types {
		el := t.Elems()
		n, ok := specName(el[1])
		if ok && el[0].Is(term.Intern("typep")) && !used[n.String()] {
			r.warnLine(m.typeLines[i], diagnostic.UnusedType, n)
		}
	}
}

// warnLine prints a warning located at a line of the file.
func (r *bodyRun) warnLine(line int, k diagnostic.Warning, args ...any) {
	env := r.mod.env
	d := k.At(&env, quoted.LineMeta(line), args...)
	d.Where = "(file)"
	r.s.diagnose(r.job, d)
}

// A typeWarner checks one type or specification.
type typeWarner struct {
	r    *bodyRun
	line int
	used map[string]bool // names of types used in other types
	// counts holds the number of uses of variables with an underscore.
	counts map[string]int
	nested term.Depth
}

func (w *typeWarner) warn(k diagnostic.Warning, args ...any) {
	w.r.warnModule(quoted.LineMeta(w.line), k, args...)
}

func (w *typeWarner) spec(kind string, spec term.Term) {
	_, sides, ok := quoted.IsCallOf(withoutWhen(spec), quoted.AColons, 2)
	if !ok {
		return
	}
	_, _, params, _ := quoted.IsCall(sides[0])
	if !typeKinds[kind] {
		for _, p := range params {
			w.walk(p, false)
		}
	}
	if n, ok := specName(spec); ok && kind == "opaque" && n.Arity == 0 && anything(sides[1]) {
		w.warn(diagnostic.OpaqueUnderspecified, n)
	}
	w.walk(sides[1], false)
	if typeKinds[kind] {
		for _, p := range params {
			w.walk(p, false)
		}
	}
	w.underscored(kind, spec, params)
}

// anything reports whether a type matches any value.
func anything(t term.Term) bool {
	n, _, _, ok := quoted.IsVar(t)
	if !ok {
		var args []term.Term
		n, _, args, ok = quoted.IsCall(t)
		ok = ok && len(args) == 0
	}
	return ok && (n.String() == "any" || n.String() == "term")
}

// underscored warns of underscored variables that are used more than once.
func (w *typeWarner) underscored(kind string, spec term.Term, params []term.Term) {
	vars := map[string]bool{}
	if typeKinds[kind] {
		for _, p := range params {
			if n, _, _, ok := quoted.IsVar(p); ok {
				vars[n.String()] = true
			}
		}
	}
	if _, a, ok := quoted.IsCallOf(spec, quoted.AWhen, 2); ok {
		for _, v := range quoted.Slice(a[1]) {
			if el := v.Elems(); len(el) == 2 && el[0].IsAtom() {
				vars[el[0].Atom().String()] = true
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(w.counts)) {
		if vars[n] && w.counts[n] > 1 {
			w.warn(diagnostic.UnderscoredTypeTwice, n)
		}
	}
}

// walk visits a type. inside reports whether it is annotated already.
func (w *typeWarner) walk(t term.Term, inside bool) {
	w.nested.Enter()
	defer w.nested.Leave()
	for c := t.Cons(); c != nil; c = t.Cons() {
		w.walk(c.Head, false)
		t = c.Tail
	}
	if n, _, _, ok := quoted.IsVar(t); ok {
		w.used[n.String()+"/0"] = true
		if strings.HasPrefix(n.String(), "_") {
			w.counts[n.String()]++
		}
		return
	}
	name, _, args, ok := quoted.IsCall(t)
	switch {
	case !ok:
		for _, e := range t.Elems() {
			if !e.IsAtom() {
				w.walk(e, false)
			}
		}
		return
	case name == quoted.AColons && len(args) == 2:
		w.annotation(t, args, inside)
		return
	}
	w.used[fmt.Sprintf("%s/%d", name, len(args))] = true
	switch name.String() {
	case "string":
		w.warn(diagnostic.StringType, w.place()...)
	case "nonempty_string":
		w.warn(diagnostic.NonemptyStringType, w.place()...)
	}
	for _, a := range args {
		w.walk(a, false)
	}
}

// place returns the location of the module's type, for a warning with the location in its text.
func (w *typeWarner) place() []any {
	m := w.r.mod
	return []any{diagnostic.Relative(m.file), w.line, diagnostic.Inspect(m.name.Term())}
}

// annotation checks name :: type.
func (w *typeWarner) annotation(t term.Term, args []term.Term, inside bool) {
	_, _, union := quoted.IsCallOf(args[0], quoted.APipe, 2)
	_, _, _, isVar := quoted.IsVar(args[0])
	switch {
	case inside:
	case union:
		w.warn(diagnostic.AnnotatedUnion, w.r.s.text(args[0]))
	case !isVar:
		w.warn(diagnostic.AnnotatedValue, w.r.s.text(args[0]))
	default:
		if _, _, nested := quoted.IsCallOf(args[1], quoted.AColons, 2); nested {
			w.warn(diagnostic.NestedAnnotation, w.r.s.text(t))
		}
	}
	if !isVar {
		w.walk(args[0], false)
	}
	w.walk(args[1], true)
}
