package code

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file checks the types, specs and callbacks of a module, and converts them to Erlang's
// abstract forms.

var builtinTypes = map[string]bool{}

func init() {
	for _, n := range strings.Fields(`any/0 term/0 none/0 no_return/0 dynamic/0 pid/0 port/0 reference/0 atom/0 map/0 struct/0 tuple/0
		integer/0 float/0 number/0 neg_integer/0 non_neg_integer/0 pos_integer/0 arity/0 bool/0 bitstring/0 binary/0 nonempty_bitstring/0
		nonempty_binary/0 boolean/0 byte/0 char/0 charlist/0 char_list/0 nonempty_charlist/0 fun/0 fun/1 function/0 identifier/0 iodata/0
		iolist/0 keyword/0 keyword/1 list/0 list/1 nonempty_list/0 nonempty_list/1 maybe_improper_list/0 maybe_improper_list/2
		nonempty_improper_list/2 nonempty_maybe_improper_list/0 nonempty_maybe_improper_list/2 mfa/0 module/0 node/0 timeout/0
		string/0 nonempty_string/0 as_boolean/1 ''/0 nil/0 true/0 false/0`) {
		builtinTypes[n] = true
	}
}

// ownTypes holds the built-in types that a module may redefine.
var ownTypes = map[string]bool{"fun/0": true, "fun/1": true, "dynamic/0": true}

// elixirTypes holds the built-in types that Erlang lacks.
var elixirTypes = map[string]bool{"charlist/0": true, "nonempty_charlist/0": true, "struct/0": true, "keyword/0": true, "keyword/1": true, "as_boolean/1": true}

// checkTypespecs raises for the first invalid specification, and stores the abstract forms of the
// others.
func (r *bodyRun) checkTypespecs() {
	m := r.mod
	known := map[string]bool{"t/0": m.protocol}
	for _, t := range m.types {
		el := t.Elems()
		if n, ok := specName(el[1]); ok && typeKinds[el[0].Atom().String()] {
			known[n.String()] = true
		}
	}
	defined := map[string]int{}
	var forms []term.Term
	each := func(definitions bool, write func(f *typeForms, spec term.Term) term.Term) {
		for i, t := range m.types {
			el := t.Elems()
			kind := el[0].Atom().String()
			if typeKinds[kind] == definitions {
				f := &typeForms{r: r, line: m.typeLines[i], kind: kind, known: known, uses: map[term.Atom]int{}}
				forms = append(forms, write(f, el[1]))
			}
		}
	}
	each(true, func(f *typeForms, spec term.Term) term.Term { return f.definition(spec, defined) })
	each(false, (*typeForms).specification)
	m.typeForms = forms
	r.checkCallbacks()
}

// checkCallbacks fails for contradictory callbacks.
func (r *bodyRun) checkCallbacks() {
	m := r.mod
	fail := func(line int, k diagnostic.Failure, args ...any) { r.x.Fail(quoted.LineMeta(line), k, args...) }
	if _, own := m.defs[quoted.NameArity{Name: term.Intern("behaviour_info"), Arity: 1}]; own {
		for _, t := range m.types {
			el := t.Elems()
			if kind := el[0].Atom().String(); strings.HasSuffix(kind, "callback") {
				n, _ := specName(el[1])
				fail(m.line, diagnostic.BehaviourInfoDefined, kind, n)
			}
		}
	}
	names := m.callbackNames()
	var seen []quoted.NameArity
	for _, t := range m.optionalTerms {
		n, ok := quoted.NameArityOf(t)
		switch {
		case !ok:
			fail(m.line, diagnostic.InvalidOptionalCallback, diagnostic.Inspect(t))
		case slices.Contains(seen, n):
			fail(m.line, diagnostic.OptionalCallbackTwice, n)
		case !slices.Contains(names, n) && !slices.Contains(names, quoted.NameArity{Name: term.InternDerived("MACRO-" + n.Name.String()), Arity: n.Arity + 1}):
			fail(m.line, diagnostic.UnknownOptionalCallback, n)
		}
		seen = append(seen, n)
	}
}

func withoutWhen(spec term.Term) term.Term {
	if _, a, ok := quoted.IsCallOf(spec, quoted.AWhen, 2); ok {
		return a[0]
	}
	return spec
}

// typespecPlaces is the stack trace in Elixir's Kernel.Typespec for an invalid specification.
var typespecPlaces = []vm.StackEntry{
	typespecPlace("Elixir.Kernel.Typespec", "compile_error", 2, "lib/kernel/typespec.ex", 980),
	typespecPlace("Elixir.Kernel.Typespec", "translate_spec", 8, "lib/kernel/typespec.ex", 393),
	typespecPlace("lists", "mapfoldl_1", 3, "lists.erl", 1462),
	typespecPlace("Elixir.Kernel.Typespec", "translate_typespecs_for_module", 2, "lib/kernel/typespec.ex", 236),
}

func typespecPlace(mod, name string, arity int, file string, line int) vm.StackEntry {
	return vm.StackEntry{Module: term.Intern(mod), Name: term.Intern(name), Arity: arity, File: file, Line: line}
}

// A typeForms converts one type or specification.
type typeForms struct {
	r      *bodyRun
	line   int
	kind   string
	known  map[string]bool
	uses   map[term.Atom]int // number of uses of each type variable
	nested term.Depth
}

// fail raises a TypespecError located at this specification.
func (f *typeForms) fail(k diagnostic.SpecError, args ...any) {
	e := expand.AsException(vm.Raise("Kernel.TypespecError", "file", diagnostic.Relative(f.r.mod.file), "line", f.line, "description", k.Text(args...)))
	e.Stack = typespecPlaces
	f.r.x.Raise(e.Complete())
}

func (f *typeForms) text(t term.Term) string { return f.r.s.text(t) }

// once fails for type variables that are used only once.
func (f *typeForms) once(names []term.Atom) {
	for _, n := range names {
		switch s := n.String(); {
		case s == "_" && typeKinds[f.kind]:
			f.fail(diagnostic.UnderscoreAsTypeVariable)
		case f.uses[n] == 1 && !strings.HasPrefix(s, "_"):
			f.fail(diagnostic.TypeVariableUsedOnce, s)
		}
	}
}

// definition converts @type name(vars) :: type.
func (f *typeForms) definition(spec term.Term, defined map[string]int) term.Term {
	_, sides, ok := quoted.IsCallOf(spec, quoted.AColons, 2)
	n, named := specName(spec)
	if !ok || !named {
		f.fail(diagnostic.InvalidSpec, f.text(spec))
	}
	_, _, params, _ := quoted.IsCall(sides[0])
	var wrong []string
	var names []term.Atom
	for _, p := range params {
		v, _, _, ok := quoted.IsVar(p)
		if !ok {
			wrong = append(wrong, f.text(p))
			continue
		}
		names = append(names, v)
		f.uses[v] = 0
	}
	if wrong != nil {
		f.fail(diagnostic.TypeOfNoVariables, n, strings.Join(wrong, ", "))
	}
	vars := make([]term.Term, len(names))
	for i, v := range names {
		vars[i] = f.variable(v, quoted.MetaOf(params[i]))
	}
	key := n.String()
	switch line, again := defined[key]; {
	case again:
		f.fail(diagnostic.TypeDefinedTwice, key, diagnostic.Relative(f.r.mod.file), line)
	case key == "required/1" || key == "optional/1":
		f.fail(diagnostic.ReservedType, key)
	case builtinTypes[key] && !ownTypes[key]:
		f.fail(diagnostic.BuiltInType, key)
	}
	defined[key] = f.line
	body := f.form(sides[1])
	f.once(names)
	return term.Tup(term.Sym(f.kind), term.Tup(n.Name.Term(), body, term.List(vars...)))
}

// specification converts @spec name(types) :: type when guards.
func (f *typeForms) specification(spec term.Term) term.Term {
	core := withoutWhen(spec)
	_, sides, ok := quoted.IsCallOf(core, quoted.AColons, 2)
	n, named := specName(core)
	switch {
	case !ok && named:
		f.fail(diagnostic.SpecWithoutResult, f.text(core))
	case !ok || !named:
		f.fail(diagnostic.InvalidSpec, f.text(spec))
	}
	_, _, params, _ := quoted.IsCall(sides[0])
	names, bounds := f.guards(spec)
	for _, p := range params {
		if _, _, def := quoted.IsCallOf(p, expand.ADefault, 2); def {
			f.r.x.Raise(expand.ArgumentError("default arguments \\\\ not supported in typespecs"))
		}
	}
	var args []term.Term
	kind := f.kind
	d := f.r.mod.defs[n]
	if kind == "spec" && d == nil && !f.r.mod.structFn(n) && !f.generatedLater(n) {
		f.r.x.Fail(quoted.LineMeta(f.line), diagnostic.SpecOfUndefined, n)
	}
	if kind == "macrocallback" || d != nil && kind == "spec" && isMacroKind(d.kind) {
		kind = strings.TrimPrefix(kind, "macro")
		n = quoted.NameArity{Name: term.InternDerived("MACRO-" + n.Name.String()), Arity: n.Arity + 1}
		args = append(args, typeForm(f.line, "term", term.Empty))
	}
	for _, p := range params {
		args = append(args, f.form(p))
	}
	whole := typeForm(f.line, "fun", term.List(typeForm(f.line, "product", term.List(args...)), f.form(sides[1])))
	var limits []term.Term
	for i, b := range bounds {
		if b.IsNone() {
			continue
		}
		limits = append(limits, typeForm(f.line, "constraint", term.List(term.Tup(term.Sym("atom"), term.Int(int64(f.line)), term.Sym("is_subtype")),
			term.List(f.variable(names[i], quoted.LineMeta(f.line)), f.form(b)))))
	}
	f.once(names)
	if limits != nil {
		whole = typeForm(f.line, "bounded_fun", term.List(whole, term.List(limits...)))
	}
	return term.Tup(term.Sym(kind), term.Tup(n.Term(), whole))
}

// generatedLater reports whether the compiler generates the function.
func (f *typeForms) generatedLater(n quoted.NameArity) bool {
	switch n.Name.String() {
	case "__info__", "module_info", "behaviour_info", "__struct__", "__protocol__", "impl_for", "impl_for!", "__impl__":
		return true
	}
	return f.r.mod.protocol
}

// guards parses `when var: type` guards. The bound of `var: var` is None.
func (f *typeForms) guards(spec term.Term) (names []term.Atom, bounds []term.Term) {
	_, a, ok := quoted.IsCallOf(spec, quoted.AWhen, 2)
	if !ok {
		return nil, nil
	}
	if !quoted.Keyword(a[1]) {
		f.fail(diagnostic.GuardOfSpec, f.text(a[1]))
	}
	for _, g := range quoted.Slice(a[1]) {
		el := g.Elems()
		bound := el[1]
		if v, _, _, ok := quoted.IsVar(bound); ok && v.String() == "var" {
			bound = term.Term{}
		}
		names, bounds = append(names, el[0].Atom()), append(bounds, bound)
		f.uses[el[0].Atom()] = 0
	}
	return names, bounds
}

func (f *typeForms) variable(n term.Atom, meta term.Term) term.Term {
	f.uses[n]++
	return term.Tup(term.Sym("var"), term.Int(int64(quoted.LineOf(meta))), n.Term())
}

func typeForm(line int, name string, args term.Term) term.Term {
	return term.Tup(term.Sym("type"), term.Int(int64(line)), term.Sym(name), args)
}
