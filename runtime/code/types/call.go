package types

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file checks calls: it compares the types of the arguments with the types that the function
// accepts.

// mostClauses bounds the clauses that a call can reach. If there are more, the result is dynamic.
const mostClauses = 16

// remote returns the type of a call to a function in another module.
func (w *walk) remote(mod, name term.Atom, args []Type, e term.Term) Type {
	if m, n, ok := kernel.Inlined(mod, name, len(args)); ok {
		mod, name = m, n
	}
	if _, _, meta, forms, ok := quoted.IsRemote(e); ok && len(forms) == 3 && mod.String() == "maps" && (name.String() == "put" || name.String() == "update") {
		w.mapWillFail(forms[2], meta)
	}
	if mod == quoted.AErlang {
		if t, ok := w.special(name.String(), args, e); ok {
			return t
		}
	}
	s := w.signature(mod, name, args)
	t, _, ok := s.applied(args)
	if !ok {
		w.badCall(e, s, args)
		return wrong
	}
	return t
}

// signature returns the signature of a function in another module, or nil. A function of Elixir
// without a known signature still gets one that requires a value for each argument, so that a call
// that never returns is found.
func (w *walk) signature(mod, name term.Atom, args []Type) *Signature {
	fn := kernel.MFA{Mod: mod, Name: name, Arity: len(args)}
	s := strongTable().find(fn)
	if s == nil {
		s = libraryTable().find(fn)
	}
	if s == nil && w.telling {
		s = w.Host.Signature(mod, quoted.NameArity{Name: name, Arity: len(args)})
	}
	if s == nil && strings.HasPrefix(mod.String(), "Elixir.") && slices.ContainsFunc(args, Type.empty) {
		s = &Signature{clauses: []clause{{anythings(len(args)), dynamic}}}
	}
	return s
}

// mapWillFail warns of putting a key into a constant that is not a map.
func (w *walk) mapWillFail(e, meta term.Term) {
	if form, known := w.constant(e); known {
		if _, _, isMap := quoted.IsCallOf(form, quoted.AMapForm, -1); !isMap {
			w.fault(meta, diagnostic.UpdateWillFail)
		}
	}
}

// special infers calls whose type depends on values, and comparisons.
func (w *walk) special(name string, args []Type, e term.Term) (Type, bool) {
	_, _, meta, forms, ok := quoted.IsRemote(e)
	if !ok || len(forms) != len(args) {
		return none, false
	}
	switch name + "/" + string(rune('0'+len(args))) {
	case "element/2":
		if i, ok := forms[0].AsInt(); ok {
			return w.elementOf(args[1], int(i)-1, e, meta, args), true
		}
	case "hd/1":
		return w.partOfList(args, heads, e), true
	case "tl/1":
		return w.partOfList(args, tails, e), true
	case "make_tuple/2":
		if n, ok := forms[0].AsInt(); ok && n >= 0 && n < heaviest {
			return tupleOf(slices.Repeat(args[1:], int(n))...), true
		}
	case ">=/2", "=</2", ">/2", "</2", "min/2", "max/2":
		w.ordered(name, args, e, meta)
		if name == "min" || name == "max" {
			return union(args[0], args[1]), true
		}
		return result(boolean, args), true
	case "==/2", "/=/2", "=:=/2", "=/=/2":
		byValue := name == "==" || name == "/=" // 1 == 1.0 is true
		if w.telling && !allLiteral(forms) && !(byValue && isNumber(args[0]) && isNumber(args[1])) && disjoint(args[0], args[1]) {
			w.warn(meta, 0, diagnostic.ComparisonOfDistinct, w.traced(e), w.shown(e), w.compared(name, args))
		}
		return result(boolean, args), true
	}
	return none, false
}

func isNumber(t Type) bool { return t.upper().has(numbers) }

// ordered warns of comparisons of structs and of types that are never equal.
func (w *walk) ordered(name string, args []Type, e, meta term.Term) {
	switch {
	case !w.telling:
	case hasStruct(args[0]) || hasStruct(args[1]):
		w.warn(meta, 0, diagnostic.ComparisonOfStructs, w.traced(e), w.shown(e), w.compared(name, args))
	case isNumber(args[0]) && isNumber(args[1]):
	case disjoint(args[0], args[1]):
		w.warn(meta, 0, diagnostic.ComparisonOfDistinct, w.traced(e), w.shown(e), w.compared(name, args))
	}
}

// hasStruct reports whether all maps in a type are structs.
func hasStruct(t Type) bool {
	if _, how := t.field(term.AStruct); how != found {
		return false
	}
	_, missing := valueOf(t.upper(), term.AStruct)
	return !missing
}

func (w *walk) elementOf(t Type, index int, e, meta term.Term, args []Type) Type {
	out, how := t.element(index)
	switch how {
	case found:
		return out
	case noSuchPart:
		w.willFail(e)
		count := "1 element"
		if index != 0 {
			count = term.Inspect(term.Int(int64(index+1)), term.Opts{}) + " elements"
		}
		w.tell(meta, diagnostic.NoSuchElement, w.traced(e), count, w.shown(e), w.indented(t))
	default:
		w.badCall(e, strongTable().find(kernel.MFA{Mod: quoted.AErlang, Name: term.Intern("element"), Arity: 2}), args)
	}
	return wrong
}

func (w *walk) partOfList(args []Type, part func(*set) *set, e term.Term) Type {
	if t, how := args[0].listPart(part); how == found {
		return t
	}
	w.badCall(e, strongTable().find(kernel.MFA{Mod: quoted.AErlang, Name: term.Intern("hd"), Arity: 1}), args)
	return wrong
}

// result returns t, made dynamic if an argument is dynamic.
func result(t Type, args []Type) Type {
	if slices.ContainsFunc(args, func(a Type) bool { return a.dynamic }) {
		return t.loose()
	}
	return t
}

// domain returns the types that a function accepts for each argument.
func (s *Signature) domain() []Type {
	out := slices.Clone(s.clauses[0].args)
	for _, c := range s.clauses[1:] {
		for i, t := range c.args {
			out[i] = union(out[i], t)
		}
	}
	return out
}

// applied returns the type of a call, the clauses that the call can reach, and whether the call can
// succeed. The result is dynamic for a function without a signature.
func (s *Signature) applied(args []Type) (Type, []int, bool) {
	if s == nil || len(s.clauses) == 0 {
		return dynamic, nil, true
	}
	if s.strong && !takes(s.domain(), args, len(s.clauses) > 1) {
		return none, nil, false
	}
	out, used := none, []int(nil)
	for i, c := range s.clauses {
		if s.strong && len(s.clauses) == 1 || !slices.ContainsFunc(indexes(len(args)), func(j int) bool { return disjoint(args[j], c.args[j]) }) {
			out, used = union(out, c.out), append(used, i)
		}
	}
	switch {
	case used == nil:
		return none, nil, false
	case s.strong:
		return result(out, args), used, true
	case len(used) > mostClauses:
		return dynamic, used, true
	}
	return out.loose(), used, true
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// takes reports whether each argument fits the domain. If clauses is set, each clause is checked
// later, so any dynamic argument fits.
func takes(domain, args []Type, clauses bool) bool {
	for i, a := range args {
		if !(clauses && a.onlyDynamic()) && !compatible(a, domain[i]) {
			return false
		}
	}
	return true
}

// local infers a call of a local function.
func (w *walk) local(name term.Atom, args []Type, e, meta term.Term) Type {
	f := w.byName[quoted.NameArity{Name: w.superOf(name, meta), Arity: len(args)}]
	if f == nil {
		return dynamic
	}
	s := w.infer(f).sig
	t, used, ok := s.applied(args)
	if !ok {
		w.badLocal(e, meta, f, s, args)
		return wrong
	}
	if f.Kind == quoted.ADefp {
		w.use(f, s, used)
	}
	return t
}

// superOf returns the function that super refers to.
func (w *walk) superOf(name term.Atom, meta term.Term) term.Atom {
	if name != quoted.ASuper {
		return name
	}
	v, _ := quoted.KwGet(meta, quoted.ASuper)
	if el := v.Elems(); len(el) == 2 {
		return el[1].Atom()
	}
	return name
}

// use records the clauses of a private function that a call can reach.
func (c *checker) use(f *Function, s *Signature, used []int) {
	open, seen := c.open[f.Name]
	switch {
	case s == nil:
		open = nil
	case !seen:
		open = indexes(len(s.clauses))
	}
	c.open[f.Name] = slices.DeleteFunc(slices.Clone(open), func(i int) bool { return slices.Contains(used, i) })
}

// captured records that a private function is captured and can be called with any arguments.
func (w *walk) captured(name quoted.NameArity) {
	if f := w.byName[name]; f != nil && f.Kind == quoted.ADefp {
		w.infer(f)
		w.open[f.Name] = nil
	}
}
