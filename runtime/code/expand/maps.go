package expand

import (
	"slices"
	"sort"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file expands maps and structs.

func (x *Expander) expandMap(t, meta term.Term, args []term.Term) term.Term {
	if len(args) == 1 {
		if um, ua, ok := quoted.IsCallOf(args[0], quoted.APipe, 2); ok {
			if x.Env.Context == quoted.AMatchCtx {
				x.Fail(meta, diagnostic.UpdateInMatch, written(t))
			}
			pairs := x.pairs(meta, quoted.Slice(ua[1]))
			all := x.ExpandArgs(append([]term.Term{ua[0]}, flatten(pairs)...))
			return quoted.Node("%{}", meta, quoted.Node("|", um, all[0], term.List(pairUp(all[1:])...)))
		}
	}
	x.checkKeys(meta, args)
	pairs := pairUp(x.mapArgs(x.pairs(meta, args)))
	x.checkRepeated(meta, pairs)
	return quoted.Node("%{}", meta, pairs...)
}

// checkKeys fails for a variable as a key in a pattern.
func (x *Expander) checkKeys(meta term.Term, args []term.Term) {
	if x.Env.Context != quoted.AMatchCtx {
		return
	}
	for _, a := range args {
		el := a.Elems()
		if len(el) != 2 {
			continue
		}
		if n, ok := boundBy(el[0]); ok {
			x.Fail(meta, diagnostic.VariableAsMapKey, n)
		}
	}
}

// boundBy returns the variable that a key would bind. The variable may be inside a bitstring.
func boundBy(key term.Term) (term.Atom, bool) {
	if n, _, _, ok := quoted.IsVar(key); ok && n != quoted.AModuleVar {
		return n, true
	}
	if _, segments, ok := quoted.IsCallOf(key, quoted.ABits, -1); ok {
		for _, s := range segments {
			if _, a, ok := quoted.IsCallOf(s, quoted.AColons, 2); ok {
				s = a[0]
			}
			if n, _, _, ok := quoted.IsVar(s); ok {
				return n, true
			}
		}
	}
	return 0, false
}

// checkRepeated warns of duplicate literal keys in a map.
func (x *Expander) checkRepeated(meta term.Term, pairs []term.Term) {
	if len(pairs) < 2 || x.Host.Quiet() {
		return
	}
	seen := term.NewMap()
	for _, p := range pairs {
		k := p.Elems()[0]
		if !isLiteral(k) {
			continue
		}
		if _, twice := seen.Get(k); twice {
			if x.Env.Context == quoted.AMatchCtx {
				x.Fault(meta, diagnostic.RepeatedKeyInPattern, written(k))
			} else {
				x.Warn(meta, diagnostic.RepeatedKey, written(k))
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

// mapArgs expands keys and values, and returns them alternating.
func (x *Expander) mapArgs(pairs []term.Term) []term.Term { return x.ExpandArgs(flatten(pairs)) }

func (x *Expander) pairs(meta term.Term, args []term.Term) []term.Term {
	for _, a := range args {
		if !a.IsTupleOf(2) {
			x.Fail(meta, diagnostic.ExpectedPairs, written(a))
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

// A Struct holds the fields that defstruct has defined.
type Struct struct {
	Fields   []term.Atom // in the order of defstruct
	Defaults *term.Map   // including __struct__
	Enforce  []term.Atom
	Line     int // line of defstruct
}

func (x *Expander) expandStruct(t, meta term.Term, args []term.Term) term.Term {
	left := x.Expand(args[0])
	mm, fields, ok := quoted.IsCallOf(args[1], quoted.AMapForm, -1)
	if !ok {
		x.Fail(meta, diagnostic.ExpectedMapOfStruct, written(args[1]))
	}
	if !left.IsAtom() {
		if x.Env.Context != quoted.AMatchCtx {
			x.Fail(meta, diagnostic.ExpectedStructName, written(args[0]))
		}
		if _, _, _, isVar := quoted.IsVar(left); !isVar {
			if _, _, pinned := quoted.IsCallOf(left, quoted.APin, 1); !pinned {
				x.Fail(meta, diagnostic.ExpectedStructNameInMatch, written(args[0]))
			}
		}
		flat := x.mapArgs(x.pairs(meta, fields))
		mm = quoted.KwStore(mm, quoted.AAnyStruct, term.True)
		return quoted.Node("%{}", mm, append([]term.Term{term.Tup(term.AStruct.Term(), left)}, pairUp(flat)...)...)
	}
	mod := left.Atom()
	if len(fields) == 1 {
		if bar, ua, ok := quoted.IsCallOf(fields[0], quoted.APipe, 2); ok {
			return x.structUpdate(meta, bar, mod, ua[0], ua[1], t)
		}
	}
	fields = x.withoutStructKey(meta, fields)
	pairs := pairUp(x.mapArgs(x.pairs(meta, fields))) // Elixir expands the fields before it looks up the struct
	info := x.structOf(meta, mod)
	x.traceStruct(meta, mod, fields)
	if x.Env.Function != nil {
		x.remoteCall(mod, quoted.NameArity{Name: term.AStruct}, meta)
	}
	x.checkFields(meta, mod, info, fields, false)
	x.checkRepeated(mm, pairs)
	mm = quoted.KwStore(mm, quoted.AStructForm, term.True)
	if x.Env.Context == quoted.AMatchCtx {
		return quoted.Node("%{}", mm, append([]term.Term{term.Tup(term.AStruct.Term(), left)}, pairs...)...)
	}
	x.checkEnforced(meta, mod, info, fields)
	given := map[term.Atom]bool{}
	for _, f := range fields {
		given[f.Elems()[0].Atom()] = true
	}
	all := []term.Term{term.Tup(term.AStruct.Term(), left)}
	for _, k := range info.Fields {
		if v, ok := info.Defaults.Get(k.Term()); ok && !given[k] {
			all = append(all, term.Tup(k.Term(), constant(v)))
		}
	}
	return quoted.Node("%{}", mm, append(all, pairs...)...)
}

// withoutStructKey removes :__struct__ from the fields of a struct, with a warning.
func (x *Expander) withoutStructKey(meta term.Term, fields []term.Term) []term.Term {
	return slices.DeleteFunc(slices.Clone(fields), func(f term.Term) bool {
		el := f.Elems()
		if len(el) != 2 || !el[0].Is(term.AStruct) {
			return false
		}
		x.Warn(meta, diagnostic.StructKeyIgnored)
		return true
	})
}

// structUpdate expands %Mod{expr | fields}.
func (x *Expander) structUpdate(meta, bar term.Term, mod term.Atom, expr, fields, t term.Term) term.Term {
	if x.Env.Context == quoted.AMatchCtx {
		x.Fail(meta, diagnostic.UpdateInMatch, written(t))
	}
	info := x.structOf(meta, mod)
	fields = term.List(x.withoutStructKey(meta, quoted.Slice(fields))...)
	x.traceStruct(meta, mod, quoted.Slice(fields))
	x.checkFields(meta, mod, info, quoted.Slice(fields), true)
	v := x.FreshVar("struct")
	other := x.FreshVar("other")
	gen := Generated(meta)
	return x.Expand(quoted.Node("case", quoted.KwStore(gen, quoted.AStructUpdate, mod.Term()), expr, term.List(quoted.Pair("do", term.List(
		quoted.Arrow(gen, quoted.Node("%{}", meta, quoted.Node("|", bar, v, fields)),
			quoted.Node("=", gen, quoted.Node("%{}", gen, term.Tup(term.AStruct.Term(), mod.Term())), v)),
		quoted.Arrow(gen, quoted.Erlang(meta, "error", quoted.Node("{}", gen, term.Sym("badstruct"), mod.Term(), other)), other),
	)))))
}

func Generated(meta term.Term) term.Term { return quoted.KwStore(meta, quoted.AGenerated, term.True) }

// FreshVar returns a variable that source code cannot name.
func (x *Expander) FreshVar(name string) term.Term {
	return term.Tup(term.Sym(name), term.List(term.Tup(quoted.ACounter.Term(), term.Int(x.Host.Counter())),
		term.Tup(quoted.AGenerated.Term(), term.True)), quoted.AKernel.Term())
}

func (x *Expander) structOf(meta term.Term, mod term.Atom) *Struct {
	info, reason := x.StructFor(mod)
	if info == nil {
		x.checkWritten(meta, mod)
		x.failNear(meta, diagnostic.CannotCompile, reason)
	}
	return info
}

// StructFor returns a struct, or the reason why it is not available.
func (x *Expander) StructFor(mod term.Atom) (*Struct, string) {
	m := x.Host.Module()
	own := m != nil && m.Name() == mod
	if own && m.Struct() != nil {
		return m.Struct(), ""
	}
	if info := x.enclosing(mod); info != nil {
		return info, ""
	}
	if info := x.Host.Struct(mod); info != nil && !x.Host.DefinedAround(mod) {
		return info, ""
	}
	name := diagnostic.Inspect(mod.Term())
	if own && x.Env.Function == nil || !own && (x.Host.BeingDefined(mod) || slices.Contains(x.Env.Contexts, mod)) {
		return nil, diagnostic.StructNotYetDefined.Text(name)
	}
	return nil, diagnostic.UndefinedStruct.Text(name, name)
}

// checkWritten fails if a hand-written __struct__/1 returns an invalid struct.
func (x *Expander) checkWritten(meta term.Term, mod term.Atom) {
	if !x.Host.Loaded(mod) || x.Host.BeingDefined(mod) || !x.Host.Exports(mod, term.AStruct, 1) {
		return
	}
	v, err := x.Host.Call(mod, term.AStruct, term.Empty)
	if err != nil {
		x.Raise(err)
	}
	name := diagnostic.Inspect(mod.Term())
	if m := v.Map(); m != nil {
		if own, ok := m.Get(term.AStruct.Term()); ok && own.IsAtom() {
			x.Fail(meta, diagnostic.StructOfOtherName, name, name, diagnostic.Inspect(own))
		}
	}
	x.Fail(meta, diagnostic.StructWithoutName, name, diagnostic.Inspect(v))
}

// enclosing returns the struct of a surrounding module that is still being defined, or nil.
func (x *Expander) enclosing(mod term.Atom) *Struct {
	if !slices.Contains(x.Env.Contexts, mod) {
		return nil
	}
	return x.Host.Enclosing(mod)
}

// expandingStruct adds "expanding struct" to the stack trace of an error.
func expandingStruct(x *Expander, meta term.Term, mod term.Atom, err error) error {
	e := AsException(err)
	at := vm.StackEntry{Module: mod, Name: term.AStruct, Arity: 1, File: "expanding struct"}
	return (&vm.Exception{Class: e.Class, Reason: e.Reason, Stack: []vm.StackEntry{at, x.caller(meta)}}).Complete()
}

func (x *Expander) checkFields(meta term.Term, mod term.Atom, info *Struct, fields []term.Term, update bool) {
	for _, f := range fields {
		el := f.Elems()
		if len(el) != 2 {
			x.Fail(meta, diagnostic.ExpectedPairs, written(f))
		}
		if !el[0].IsAtom() {
			x.Fail(meta, diagnostic.StructKeyNoAtom, written(x.Expand(el[0])))
		}
		if _, ok := info.Defaults.Get(el[0]); !ok && x.Env.Context == 0 && !update {
			x.Raise(expandingStruct(x, meta, mod, vm.Raise("KeyError", "key", el[0], "term", term.Nil, "message", "key "+diagnostic.Inspect(el[0])+" not found")))
		} else if !ok {
			x.Fail(meta, diagnostic.UnknownStructKey, diagnostic.Inspect(el[0]), diagnostic.Inspect(mod.Term()))
		}
	}
}

func (x *Expander) checkEnforced(meta term.Term, mod term.Atom, info *Struct, fields []term.Term) {
	given := map[term.Atom]bool{}
	for _, f := range fields {
		given[f.Elems()[0].Atom()] = true
	}
	var missing []string
	for _, k := range info.Enforce {
		if !given[k] {
			missing = append(missing, diagnostic.Inspect(k.Term()))
		}
	}
	if len(missing) > 0 {
		x.Raise(expandingStruct(x, meta, mod, ArgumentError("the following keys must also be given when building struct %s: [%s]",
			diagnostic.Inspect(mod.Term()), strings.Join(missing, ", "))))
	}
}

func SortAtoms(as []term.Atom) {
	sort.Slice(as, func(i, j int) bool { return as[i].String() < as[j].String() })
}
