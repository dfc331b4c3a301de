package code

import (
	"fmt"
	"sort"
	"strings"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file checks modules against the behaviours they name.

// callbacksOf lists the callbacks of a behaviour and which are optional.
func (s *Server) callbacksOf(j *job, mod term.Atom) ([]quoted.NameArity, map[quoted.NameArity]bool) {
	if m := s.moduleState(mod); m != nil && (m.lazy || m.protocol) {
		return m.callbackNames(), m.optional
	}
	get := func(what string) []quoted.NameArity {
		v, err := s.call(j, mod, term.Intern("behaviour_info"), term.Sym(what))
		if err != nil {
			return nil
		}
		var out []quoted.NameArity
		for _, t := range quoted.Slice(v) {
			if n, ok := quoted.NameArityOf(t); ok {
				out = append(out, n)
			}
		}
		return out
	}
	optional := map[quoted.NameArity]bool{}
	for _, n := range get("optional_callbacks") {
		optional[n] = true
	}
	return get("callbacks"), optional
}

func (m *module) callbackNames() []quoted.NameArity {
	var out []quoted.NameArity
	seen := map[quoted.NameArity]bool{}
	for _, t := range m.callbacks {
		if n, ok := quoted.NameArityOf(t); ok && !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// realName is the name of a callback: those of macros have a prefix.
func realName(n quoted.NameArity) (string, quoted.NameArity) {
	if s := n.Name.String(); strings.HasPrefix(s, "MACRO-") {
		return "macro", quoted.NameArity{Name: term.Intern(s[6:]), Arity: n.Arity - 1}
	}
	return "function", n
}

// An implMark is a definition that @impl stands before.
type implMark struct {
	d     *definition
	value term.Term
	meta  term.Term
}

// checkBehaviours warns of callbacks that are missing and of wrong @impl.
func (r *bodyRun) checkBehaviours() {
	m := r.mod
	where := quoted.LineMeta(m.line)
	known := map[quoted.NameArity]term.Atom{}
	var behaviours []term.Atom
	for _, b := range quoted.Slice(m.attrs[term.Intern("behaviour")].value) {
		behaviours = append([]term.Atom{b.Atom()}, behaviours...)
	}
	for _, b := range behaviours {
		if b == 0 || !r.s.ensureLoaded(r.job, b) && r.s.m.Module(b) == nil {
			r.warnModule(where, fmt.Sprintf("@behaviour %s does not exist (in module %s)", inspect(b.Term()), inspect(m.name.Term())))
			continue
		}
		cbs, optional := r.s.callbacksOf(r.job, b)
		if cbs == nil && r.s.m.Export(b, term.Intern("behaviour_info"), 1).Func() == nil {
			r.warnModule(where, fmt.Sprintf("module %s is not a behaviour (in module %s)", inspect(b.Term()), inspect(m.name.Term())))
			continue
		}
		for _, cb := range cbs {
			what, n := realName(cb)
			known[n] = b
			d := m.defs[n]
			if d == nil && optional[cb] || d != nil && d.public() || m.structFn(n) {
				continue
			}
			of := "behaviour"
			if r.s.isProtocol(b) {
				of = "protocol"
			}
			r.warnModule(where, fmt.Sprintf("%s %s required by %s %s is not implemented (in module %s)", what, n, of, inspect(b.Term()), inspect(m.name.Term())))
		}
	}
	r.checkImpls(behaviours, known)
}

func (m *module) structFn(n quoted.NameArity) bool {
	return m.structure != nil && n.Name == term.AStruct
}

func (s *Server) isProtocol(mod term.Atom) bool {
	return s.m.Export(mod, term.Intern("__protocol__"), 1).Func() != nil
}

func (r *bodyRun) warnModule(meta term.Term, text string) {
	env := r.mod.env
	r.s.diagnose(r.job, at(&env, "warning", meta, text))
}

// checkImpls checks what @impl says.
func (r *bodyRun) checkImpls(behaviours []term.Atom, known map[quoted.NameArity]term.Atom) {
	m := r.mod
	marked := map[quoted.NameArity]bool{}
	// contexts are the macros, or 0 for the module's own text, that mark the callbacks
	// of a behaviour: @impl is about what stands beside it.
	contexts := map[term.Atom]map[term.Atom]bool{}
	for _, mark := range m.impls {
		n := mark.d.name
		marked[n] = true
		if mark.value.Is(term.AFalse) {
			if b, ok := known[n]; ok {
				r.warnModule(mark.meta, fmt.Sprintf("got \"@impl false\" for %s but it is a callback specified in %s", describe(mark.d), inspect(b.Term())))
			}
			continue
		}
		value := inspect(mark.value)
		b, ok := known[n]
		switch {
		case len(behaviours) == 0:
			r.warnModule(mark.meta, fmt.Sprintf("got \"@impl %s\" for %s but no behaviour was declared", value, describe(mark.d)))
		case !mark.value.Is(term.ATrue) && !containsAtom(behaviours, mark.value.Atom()):
			r.warnModule(mark.meta, fmt.Sprintf("got \"@impl %s\" for %s but this behaviour was not declared with @behaviour", value, describe(mark.d)))
		case !ok:
			which := "no behaviour specifies such callback"
			if !mark.value.Is(term.ATrue) {
				which = "this behaviour does not specify such callback"
			}
			r.warnModule(mark.meta, fmt.Sprintf("got \"@impl %s\" for %s but %s. %s", value, describe(mark.d), which, knownText(known)))
		default:
			if contexts[b] == nil {
				contexts[b] = map[term.Atom]bool{}
			}
			contexts[b][mark.d.context] = true
		}
	}
	if len(m.impls) == 0 {
		return
	}
	for _, d := range m.order {
		b, ok := known[d.name]
		asked := d.context == 0
		if known := contexts[b]; known != nil {
			asked = known[d.context]
		}
		if ok && asked && !marked[d.name] && !d.made && d.public() {
			r.warnModule(d.meta, fmt.Sprintf("module attribute @impl was not set for %s callback (specified in %s). This either means you forgot to add the \"@impl true\" annotation before the definition or that you are accidentally overriding this callback", describe(d), inspect(b.Term())))
		}
	}
}

func containsAtom(as []term.Atom, a term.Atom) bool {
	for _, o := range as {
		if o == a {
			return true
		}
	}
	return false
}

func describe(d *definition) string {
	if isMacroKind(d.kind) {
		return "macro " + d.name.String()
	}
	return "function " + d.name.String()
}

// knownText lists the callbacks that @impl could have meant.
func knownText(known map[quoted.NameArity]term.Atom) string {
	if len(known) == 0 {
		return "There are no known callbacks, please specify the proper @behaviour and make sure it defines callbacks"
	}
	var lines []string
	for n, b := range known {
		lines = append(lines, "  * "+functionName(b, n)+" (function)")
	}
	sort.Strings(lines)
	return "The known callbacks are:\n\n" + strings.Join(lines, "\n") + "\n"
}

// typespec is :elixir_module.typespec(module, kind, spec, line).
func (s *Server) typespec(_ *vm.Process, a []term.Term) (term.Term, error) {
	m, err := s.open(a[0], "typespec")
	if err != nil {
		return term.Nil, err
	}
	line, _ := a[3].AsInt()
	m.addType(a[1].Atom().String(), a[2], int(line))
	return term.Ok, nil
}

// addType notes a type, a spec or a callback.
func (m *module) addType(kind string, spec term.Term, line int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.types = append(m.types, term.Tup(term.Sym(kind), spec))
	m.typeLines = append(m.typeLines, line)
	switch kind {
	case "callback", "macrocallback":
		n, ok := specName(spec)
		if !ok {
			return
		}
		if kind == "macrocallback" {
			n = quoted.NameArity{Name: term.Intern("MACRO-" + n.Name.String()), Arity: n.Arity + 1}
		}
		m.callbacks = append(m.callbacks, n.Term())
		delete(m.attrs, term.Intern("doc"))
	case "type", "opaque", "typep":
		delete(m.attrs, term.Intern("typedoc"))
	}
}

// specName is the name and arity of name(args) :: result.
func specName(t term.Term) (quoted.NameArity, bool) {
	if _, a, ok := quoted.IsCallOf(t, quoted.AWhen, 2); ok {
		t = a[0]
	}
	if _, a, ok := quoted.IsCallOf(t, quoted.AColons, 2); ok {
		t = a[0]
	}
	if n, _, args, ok := quoted.IsCall(t); ok {
		return quoted.NameArity{Name: n, Arity: len(args)}, true
	}
	if n, _, _, ok := quoted.IsVar(t); ok {
		return quoted.NameArity{Name: n, Arity: 0}, true
	}
	return quoted.NameArity{}, false
}
