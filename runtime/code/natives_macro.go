package code

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions of Macro and Module that need the compiler.

func (s *Server) macroNatives() {
	m := s.m
	m.StepNative("Macro", "expand_once", 2, s.macroExpand(false))
	m.StepNative("Macro", "expand", 2, s.macroExpand(true))
	m.StepNative("Macro", "to_string", 1, s.macroToString)
	m.Native("Macro.Valued", "format", 1, vm.SetAside(func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Str(syntax.Format(a[0])), nil
	}, vm.AnyLarge))
	m.Native("Macro", "escape", 1, vm.SetAside(s.escape, vm.AnyLarge))
	m.Native("Macro", "escape", 2, vm.SetAside(s.escape, vm.AnyLarge))
	m.Native("Macro", "pipe", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		position, ok := a[2].AsInt()
		if !ok {
			return term.Nil, vm.FunctionClause("Macro", "pipe", a)
		}
		piped, why := expand.Pipe(a[0], a[1], int(position))
		if why != "" {
			return term.Nil, expand.ArgumentError("%s", why)
		}
		return piped, nil
	})
	m.Native("Macro", "operator?", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		arity, ok := a[1].AsInt()
		if !ok || !a[0].IsAtom() {
			return term.Nil, vm.FunctionClause("Macro", "operator?", a)
		}
		return term.Bool(syntax.IsOperator(a[0].Atom().String(), int(arity))), nil
	})
	m.Native("Macro", "unescape_string", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		out, err := syntax.Unescape(quoted.Str(a[0]))
		if err != nil {
			return term.Nil, expand.ArgumentError("%s", err.Error())
		}
		return term.Str(out), nil
	})
	m.Native("Macro.Env", "required?", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		e, ok := lexical.EnvFrom(a[0])
		return term.Bool(ok && e.Required(a[1].Atom())), nil
	})
}

// macroToString implements Macro.to_string/1. The library formats a form that contains structs with
// their own implementations of Inspect.
func (s *Server) macroToString(p *vm.Process, a []term.Term) vm.Step {
	if err := s.shallow(a[0]); err != nil {
		return p.Fail(err)
	}
	f := "format"
	if hasStruct(a[0]) {
		f = "to_string"
	}
	return p.TailApply(vm.ModuleAtom("Macro.Valued"), term.Intern(f), a[0])
}

// hasStruct reports whether a form contains a struct that the runtime does not show itself.
func hasStruct(t term.Term) bool {
	for c := t.Cons(); c != nil; c = t.Cons() {
		if hasStruct(c.Head) {
			return true
		}
		t = c.Tail
	}
	if m := t.Map(); m != nil {
		_, found := m.Get(term.AStruct.Term())
		found = found && !term.ShowsItself(m)
		m.Each(func(k, v term.Term) bool {
			found = found || hasStruct(k) || hasStruct(v)
			return !found
		})
		return found
	}
	return slices.ContainsFunc(t.Elems(), hasStruct)
}

// escape implements Macro.escape/1 and escape/2.
func (s *Server) escape(_ *vm.Process, a []term.Term) (term.Term, error) {
	form, opts := a[0], term.Term(term.Empty)
	if len(a) > 1 {
		opts = a[1]
	}
	if err := s.shallow(form); err != nil {
		return term.Nil, err
	}
	if v, _ := quoted.KwGet(opts, term.Intern("prune_metadata")); v.Is(term.ATrue) {
		form = quoted.Postwalk(form, pruned)
	}
	if v, _ := quoted.KwGet(opts, quoted.AUnquote); v.Is(term.ATrue) {
		x := newExpander(s, &job{}, lexical.NewEnv("nofile", 1), nil)
		q := &expand.Quoting{X: x.Expander, Unquote: true, Whole: true, Context: term.ANil}
		return q.Quote(form), nil
	}
	if bad := expand.Unescapable(form); bad != "" {
		return term.Nil, expand.ArgumentError("%s", bad)
	}
	return quoted.Escape(form), nil
}

// pruned keeps the metadata that affects how a node is formatted, and removes the rest.
func pruned(t term.Term) term.Term {
	el := t.Elems()
	if len(el) != 3 || !quoted.Keyword(el[1]) {
		return t
	}
	var kept []term.Term
	for _, pair := range quoted.Slice(el[1]) {
		switch pair.Elems()[0].Atom().String() {
		case "no_parens", "line", "delimiter":
			kept = append(kept, pair)
		}
	}
	return term.Tup(el[0], term.List(kept...), el[2])
}

// macroExpand implements Macro.expand/2 and expand_once/2.
func (s *Server) macroExpand(all bool) vm.StepNative {
	return func(p *vm.Process, a []term.Term) vm.Step {
		env, ok := lexical.EnvFrom(a[1])
		if !ok {
			return p.Fail(vm.FunctionClause("Macro", "expand", a))
		}
		j := s.jobFor(p)
		return p.Block(func() (term.Term, error) {
			return expand.Guarded(func() term.Term {
				x := newExpander(s, j, env, nil)
				if env.Module != 0 {
					x.mod = s.moduleState(env.Module)
				}
				t := a[0]
				if err := s.shallow(t); err != nil {
					x.Raise(err)
				}
				if all {
					return x.MacroExpand(t)
				}
				once, _ := x.ExpandOnce(t)
				return once
			})
		})
	}
}

func (s *Server) moduleNatives() {
	m := s.m
	m.StepNative("Module", "put_attribute", 3, s.nativePut)
	m.Native("Module", "get_attribute", 2, s.moduleGet)
	m.Native("Module", "get_attribute", 3, s.moduleGet)
	m.Native("Module", "register_attribute", 3, s.opened("register_attribute/3", (*module).registerAttribute))
	m.Native("Module", "delete_attribute", 2, s.opened("delete_attribute/2", (*module).deleteAttribute))
	m.Native("Module", "has_attribute?", 2, s.opened("has_attribute?/2", (*module).hasAttribute))
	m.StepNative("Module", "make_overridable", 2, s.makeOverridable)
	m.Native("Module", "overridable?", 2, s.opened("overridable?/2", (*module).isOverridable))
	m.Native("Module", "defines?", 2, s.opened("defines?/2", (*module).isDefined))
	m.Native("Module", "defines?", 3, s.opened("defines?/2", (*module).isDefined))
	m.Native("Module", "definitions_in", 1, s.opened("definitions_in/1", (*module).definitionsIn))
	m.Native("Module", "definitions_in", 2, s.opened("definitions_in/1", (*module).definitionsIn))
	m.Native("Module", "open?", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		return term.Bool(s.beingDefined(a[0].Atom())), nil
	})
	for _, n := range []int{2, 3, 4} {
		m.StepNative("Module", "eval_quoted", n, s.moduleEval)
	}
	m.StepNative("Module", "create", 3, s.moduleCreate)
	m.Native("Module", "concat", 1, func(p *vm.Process, a []term.Term) (term.Term, error) { return concatNative(p, quoted.Slice(a[0])) })
	m.Native("Module", "concat", 2, concatNative)
	safe := func(a []term.Term) (term.Term, error) {
		name := concatName(a)
		at, ok := term.LookupAtom(name)
		if !ok {
			return term.Nil, vm.BadargAt(1, "not an already existing atom")
		}
		return at.Term(), nil
	}
	m.Native("Module", "safe_concat", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return safe(quoted.Slice(a[0])) })
	m.Native("Module", "safe_concat", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return safe(a) })
	m.Native("Module", "split", 1, moduleSplit)
}

func concatNative(p *vm.Process, parts []term.Term) (term.Term, error) {
	a, err := p.TryIntern(concatName(parts))
	if err != nil {
		return term.Nil, vm.ErrorOf(term.Sym("system_limit"))
	}
	return a.Term(), nil
}

func concatName(parts []term.Term) string {
	s := "Elixir"
	for _, p := range parts {
		n := quoted.Str(p)
		if p.IsAtom() {
			if p.Is(term.ANil) {
				continue
			}
			n = p.Atom().String()
		}
		n = strings.TrimPrefix(n, "Elixir.")
		if n == "" || n == "Elixir" {
			continue
		}
		s += "." + n
	}
	return s
}

func moduleSplit(_ *vm.Process, a []term.Term) (term.Term, error) {
	n := quoted.Str(a[0])
	if a[0].IsAtom() {
		n = a[0].Atom().String()
	}
	if !strings.HasPrefix(n, "Elixir.") {
		return term.Nil, expand.ArgumentError("expected an Elixir module, got: %s", diagnostic.Inspect(a[0]))
	}
	var out []term.Term
	for _, p := range strings.Split(n[7:], ".") {
		out = append(out, term.Str(p))
	}
	return term.List(out...), nil
}

func (m *module) isOverridable(a []term.Term) (term.Term, error) {
	n, _ := quoted.NameArityOf(a[1])
	return term.Bool(m.overridable[n] != nil), nil
}

// overridden reports whether a definition is overridable and not yet overridden.
func (m *module) overridden(d *definition) bool {
	o := m.overridable[d.name]
	return o != nil && o.old == d && !o.moved
}

func (m *module) isDefined(a []term.Term) (term.Term, error) {
	n, _ := quoted.NameArityOf(a[1])
	d := m.defs[n]
	return term.Bool(d != nil && !m.overridden(d) && (len(a) == 2 || a[2].Is(d.kind))), nil
}

func (m *module) definitionsIn(a []term.Term) (term.Term, error) {
	set := map[quoted.NameArity]bool{}
	for _, d := range m.order {
		if !m.overridden(d) && (len(a) == 1 || a[1].Is(d.kind)) {
			set[d.name] = true
		}
	}
	return quoted.NamesTerm(quoted.SortedNames(set)), nil
}

// moduleEval implements Module.eval_quoted.
func (s *Server) moduleEval(p *vm.Process, a []term.Term) vm.Step {
	env, ok := lexical.EnvFrom(a[0])
	if !ok {
		env = lexical.NewEnv("nofile", 1)
		if m := s.definedModule(a[0].Atom()); m != nil {
			e := m.env
			env = &e
		}
		env.Module = a[0].Atom()
	}
	bindings := term.Term(term.Empty)
	if len(a) > 2 {
		bindings = a[2]
	}
	return s.eval(p, a[1], bindings, env, leaving{})
}

// moduleCreate implements Module.create/3.
func (s *Server) moduleCreate(p *vm.Process, a []term.Term) vm.Step {
	env, ok := lexical.EnvFrom(a[2])
	if !ok {
		env = evalOptions(a[2])
	}
	e := *env
	e.Function, e.Scope = nil, nil
	if err := s.shallow(a[1]); err != nil {
		return p.Fail(err)
	}
	l := &expand.Linifier{Line: env.Line, Mod: a[0].Atom(), Counter: term.Int(s.counter())}
	id := s.newBlock(&quotedBlock{job: s.jobFor(p), env: e, meta: quoted.LineMeta(env.Line), body: l.Walk(a[1])})
	return s.compileModule(p, []term.Term{a[0], term.Int(int64(id)), term.Empty})
}
