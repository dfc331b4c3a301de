package code

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file expands maps and structs.

func (x *expander) expandMap(t, meta term.Term, args []term.Term) term.Term {
	if len(args) == 1 {
		if um, ua, ok := quoted.IsCallOf(args[0], quoted.APipe, 2); ok {
			if x.env.Context == quoted.AMatchCtx {
				x.fail(meta, diagnostic.UpdateInMatch, x.s.text(t))
			}
			pairs := x.pairs(meta, quoted.Slice(ua[1]))
			all := x.expandArgs(append([]term.Term{ua[0]}, flatten(pairs)...))
			return quoted.Node("%{}", meta, quoted.Node("|", um, all[0], term.List(pairUp(all[1:])...)))
		}
	}
	x.checkKeys(meta, args)
	pairs := pairUp(x.mapArgs(x.pairs(meta, args)))
	x.checkRepeated(meta, pairs)
	return quoted.Node("%{}", meta, pairs...)
}

// checkKeys refuses variables as keys of a pattern.
func (x *expander) checkKeys(meta term.Term, args []term.Term) {
	if x.env.Context != quoted.AMatchCtx {
		return
	}
	for _, a := range args {
		el := a.Elems()
		if len(el) != 2 {
			continue
		}
		if n, _, _, ok := quoted.IsVar(el[0]); ok && n != quoted.AModuleVar {
			x.fail(meta, diagnostic.VariableAsMapKey, n)
		}
	}
}

// checkRepeated warns of a literal key that a map has twice.
func (x *expander) checkRepeated(meta term.Term, pairs []term.Term) {
	if len(pairs) < 2 || x.job.quiet {
		return
	}
	seen := term.NewMap()
	for _, p := range pairs {
		k := p.Elems()[0]
		if !isLiteral(k) {
			continue
		}
		if _, twice := seen.Get(k); twice {
			if x.env.Context == quoted.AMatchCtx {
				x.error(meta, diagnostic.RepeatedKeyInPattern, x.s.text(k))
			} else {
				x.warn(meta, diagnostic.RepeatedKey, x.s.text(k))
			}
		}
		seen = seen.Put(k, term.True)
	}
}

// isLiteral reports whether a quoted form is its own value.
func isLiteral(t term.Term) bool {
	switch t.Kind() {
	case term.KindTuple:
		el := t.Elems()
		return len(el) == 2 && isLiteral(el[0]) && isLiteral(el[1])
	case term.KindCons:
		for c := t.Cons(); c != nil; c = t.Cons() {
			if !isLiteral(c.Head) {
				return false
			}
			t = c.Tail
		}
		return isLiteral(t)
	}
	return true
}

// mapArgs expands keys and values in turn.
func (x *expander) mapArgs(pairs []term.Term) []term.Term { return x.expandArgs(flatten(pairs)) }

func (x *expander) pairs(meta term.Term, args []term.Term) []term.Term {
	for _, a := range args {
		if !a.IsTupleOf(2) {
			x.fail(meta, diagnostic.ExpectedPairs, x.s.text(a))
		}
	}
	return args
}

func flatten(pairs []term.Term) []term.Term {
	out := make([]term.Term, 0, 2*len(pairs))
	for _, p := range pairs {
		out = append(out, p.Elems()...)
	}
	return out
}

func pairUp(flat []term.Term) []term.Term {
	out := make([]term.Term, 0, len(flat)/2)
	for i := 0; i+1 < len(flat); i += 2 {
		out = append(out, term.Tup(flat[i], flat[i+1]))
	}
	return out
}

// A structInfo is what the expander knows of a struct.
type structInfo struct {
	fields   []term.Atom // in the order of defstruct
	defaults *term.Map   // with __struct__
	enforce  []term.Atom
	line     int // of defstruct
}

func (x *expander) expandStruct(t, meta term.Term, args []term.Term) term.Term {
	left := x.expand(args[0])
	mm, fields, ok := quoted.IsCallOf(args[1], quoted.AMapForm, -1)
	if !ok {
		x.fail(meta, diagnostic.ExpectedMapOfStruct, x.s.text(args[1]))
	}
	if !left.IsAtom() {
		if x.env.Context != quoted.AMatchCtx {
			x.fail(meta, diagnostic.ExpectedStructName, x.s.text(args[0]))
		}
		if _, _, _, isVar := quoted.IsVar(left); !isVar {
			if _, _, pinned := quoted.IsCallOf(left, quoted.APin, 1); !pinned {
				x.fail(meta, diagnostic.ExpectedStructNameInMatch, x.s.text(args[0]))
			}
		}
		flat := x.mapArgs(x.pairs(meta, fields))
		mm = quoted.KwStore(mm, quoted.AAnyStruct, term.True)
		return quoted.Node("%{}", mm, append([]term.Term{term.Tup(term.AStruct.Term(), left)}, pairUp(flat)...)...)
	}
	mod := left.Atom()
	if len(fields) == 1 {
		if _, ua, ok := quoted.IsCallOf(fields[0], quoted.APipe, 2); ok {
			return x.structUpdate(meta, mod, ua[0], ua[1], t)
		}
	}
	info := x.structOf(meta, mod)
	fields = x.withoutStructKey(meta, fields)
	x.checkFields(meta, mod, info, fields, false)
	flat := x.mapArgs(x.pairs(meta, fields))
	pairs := pairUp(flat)
	x.checkRepeated(mm, pairs)
	if x.env.Context == quoted.AMatchCtx {
		return quoted.Node("%{}", mm, append([]term.Term{term.Tup(term.AStruct.Term(), left)}, pairs...)...)
	}
	x.checkEnforced(mod, info, fields)
	given := map[term.Atom]bool{}
	for _, f := range fields {
		given[f.Elems()[0].Atom()] = true
	}
	var all []term.Term
	info.defaults.Each(func(k, v term.Term) bool {
		if !given[k.Atom()] {
			all = append(all, term.Tup(k, constant(v)))
		}
		return true
	})
	return quoted.Node("%{}", mm, append(all, pairs...)...)
}

// withoutStructKey leaves out a :__struct__ among the fields of a struct.
func (x *expander) withoutStructKey(meta term.Term, fields []term.Term) []term.Term {
	return slices.DeleteFunc(slices.Clone(fields), func(f term.Term) bool {
		el := f.Elems()
		if len(el) != 2 || !el[0].Is(term.AStruct) {
			return false
		}
		x.warn(meta, diagnostic.StructKeyIgnored)
		return true
	})
}

// structUpdate is %Mod{expr | fields}.
func (x *expander) structUpdate(meta term.Term, mod term.Atom, expr, fields, t term.Term) term.Term {
	if x.env.Context == quoted.AMatchCtx {
		x.fail(meta, diagnostic.UpdateInMatch, x.s.text(t))
	}
	info := x.structOf(meta, mod)
	fields = term.List(x.withoutStructKey(meta, quoted.Slice(fields))...)
	x.checkFields(meta, mod, info, quoted.Slice(fields), true)
	v := x.freshVar("struct")
	other := x.freshVar("other")
	gen := generated(meta)
	return x.expand(quoted.Node("case", gen, expr, term.List(quoted.Pair("do", term.List(
		quoted.Arrow(gen, quoted.Node("%{}", meta, quoted.Node("|", meta, v, fields)),
			quoted.Node("=", gen, quoted.Node("%{}", gen, term.Tup(term.AStruct.Term(), mod.Term())), v)),
		quoted.Arrow(gen, quoted.Erlang(meta, "error", quoted.Node("{}", gen, term.Sym("badstruct"), mod.Term(), other)), other),
	)))))
}

func generated(meta term.Term) term.Term { return quoted.KwStore(meta, quoted.AGenerated, term.True) }

// freshVar is a variable that no source can name.
func (x *expander) freshVar(name string) term.Term {
	return term.Tup(term.Sym(name), term.List(term.Tup(quoted.ACounter.Term(), term.Int(x.s.counter())),
		term.Tup(quoted.AGenerated.Term(), term.True)), quoted.AKernel.Term())
}

func (x *expander) structOf(meta term.Term, mod term.Atom) *structInfo {
	info, reason := x.structFor(mod)
	if info == nil {
		x.checkWritten(meta, mod)
		x.fail(meta, diagnostic.CannotCompile, reason)
	}
	return info
}

// structFor finds a struct, or tells why there is none.
func (x *expander) structFor(mod term.Atom) (*structInfo, string) {
	if x.mod != nil && x.mod.name == mod && x.mod.structure != nil {
		return x.mod.structure, ""
	}
	if info := x.enclosing(mod); info != nil {
		return info, ""
	}
	if info := x.s.structure(x.job, mod); info != nil && !x.definedAround(mod) {
		return info, ""
	}
	name := inspect(mod.Term())
	own := x.mod != nil && x.mod.name == mod
	if own && x.env.Function == nil || !own && (x.s.beingDefined(mod) || containsAtom(x.env.Contexts, mod)) {
		return nil, fmt.Sprintf("cannot access struct %s, the struct was not yet defined or the struct is being accessed in the same context that defines it", name)
	}
	return nil, fmt.Sprintf("%s.__struct__/1 is undefined, cannot expand struct %s. Make sure the struct name is correct. If the struct name exists and is correct but it still cannot be found, you likely have cyclic module usage in your code", name, name)
}

// definedAround reports whether the job of this expander is in the middle of defining mod. Where
// another job defines it, as when two processes compile or load at once, its struct is there as
// soon as defstruct has run.
func (x *expander) definedAround(mod term.Atom) bool {
	m := x.s.definedModule(mod)
	return m != nil && x.job.within(m.job)
}

// checkWritten refuses what a __struct__/1 of a module's own answers.
func (x *expander) checkWritten(meta term.Term, mod term.Atom) {
	if !x.s.loaded(mod) || x.s.beingDefined(mod) || x.s.m.Export(mod, term.AStruct, 1).Func() == nil {
		return
	}
	v, err := x.s.call(x.job, mod, term.AStruct, term.Empty)
	if err != nil {
		x.raise(err)
	}
	name := inspect(mod.Term())
	if m := v.Map(); m != nil {
		if own, ok := m.Get(term.AStruct.Term()); ok && own.IsAtom() {
			x.fail(meta, diagnostic.StructOfOtherName, name, name, inspect(own))
		}
	}
	x.fail(meta, diagnostic.StructWithoutName, name, inspect(v))
}

// enclosing is the struct of a module around this one that is still being defined.
func (x *expander) enclosing(mod term.Atom) *structInfo {
	if !containsAtom(x.env.Contexts, mod) {
		return nil
	}
	m := x.s.definedModule(mod)
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.structure
}

// expandingStruct adds to the stack trace of an error that a struct was to be built.
func expandingStruct(x *expander, meta term.Term, mod term.Atom, err error) error {
	e := asException(err)
	at := vm.StackEntry{Module: mod, Name: term.AStruct, Arity: 1, File: "expanding struct"}
	return (&vm.Exception{Class: e.Class, Reason: e.Reason, Stack: []vm.StackEntry{at, x.caller(meta)}}).Complete()
}

func (x *expander) checkFields(meta term.Term, mod term.Atom, info *structInfo, fields []term.Term, update bool) {
	for _, f := range fields {
		el := f.Elems()
		if len(el) != 2 {
			x.fail(meta, diagnostic.ExpectedPairs, x.s.text(f))
		}
		if !el[0].IsAtom() {
			x.fail(meta, diagnostic.UnknownStructKey, x.s.text(el[0]), inspect(mod.Term()))
		}
		if _, ok := info.defaults.Get(el[0]); !ok && x.env.Context == 0 && !update {
			x.raise(expandingStruct(x, meta, mod, vm.Raise("KeyError", "key", el[0], "term", term.Nil, "message", "key "+inspect(el[0])+" not found")))
		} else if !ok {
			x.fail(meta, diagnostic.UnknownStructKey, inspect(el[0]), inspect(mod.Term()))
		}
	}
}

func (x *expander) checkEnforced(mod term.Atom, info *structInfo, fields []term.Term) {
	given := map[term.Atom]bool{}
	for _, f := range fields {
		given[f.Elems()[0].Atom()] = true
	}
	var missing []string
	for _, k := range info.enforce {
		if !given[k] {
			missing = append(missing, inspect(k.Term()))
		}
	}
	if len(missing) > 0 {
		x.raise(argumentError("the following keys must also be given when building struct %s: [%s]",
			inspect(mod.Term()), strings.Join(missing, ", ")))
	}
}

func sortAtoms(as []term.Atom) {
	sort.Slice(as, func(i, j int) bool { return as[i].String() < as[j].String() })
}
