package code

import (
	"cmp"
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file checks modules against their behaviours.

// callbacksOf returns the callbacks of a behaviour, and the set of its optional callbacks.
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

// realName returns the kind and name of a callback. Callbacks that are macros have a prefix.
func realName(n quoted.NameArity) (kind term.Atom, name quoted.NameArity) {
	if s := n.Name.String(); strings.HasPrefix(s, "MACRO-") {
		return quoted.ADefmacro, quoted.NameArity{Name: term.Intern(s[6:]), Arity: n.Arity - 1}
	}
	return quoted.ADef, n
}

// A callback is a function or macro that a behaviour requires.
type callback struct {
	name      quoted.NameArity
	kind      term.Atom // def or defmacro
	behaviour term.Atom
	optional  bool
}

// checkBehaviours warns of missing callbacks and of wrong @impl attributes.
func (r *bodyRun) checkBehaviours() {
	m := r.mod
	var behaviours []term.Atom
	for _, b := range quoted.Slice(m.attrs[term.Intern("behaviour")].value) {
		behaviours = append([]term.Atom{b.Atom()}, behaviours...)
	}
	known := map[quoted.NameArity][]callback{}
	var names []quoted.NameArity
	for _, b := range behaviours {
		for _, cb := range r.callbacks(b) {
			if others := known[cb.name]; len(others) == 0 {
				names = append(names, cb.name)
			} else {
				r.warnConflict(others[len(others)-1], cb)
			}
			known[cb.name] = append(known[cb.name], cb)
		}
	}
	marked, warnImpls := r.checkImpls(behaviours, known)
	defer warnImpls()
	for _, n := range names {
		if marked[n] {
			continue
		}
		for _, cb := range known[n] {
			r.checkCallback(cb)
		}
	}
}

// callbacks returns the callbacks of a behaviour, sorted by name.
func (r *bodyRun) callbacks(b term.Atom) []callback {
	m, where := r.mod, quoted.LineMeta(r.mod.line)
	if b == 0 || !r.s.ensureLoaded(r.job, b) && r.s.m.Module(b) == nil {
		r.warnModule(where, diagnostic.BehaviourNotFound, diagnostic.Inspect(b.Term()), diagnostic.Inspect(m.name.Term()))
		return nil
	}
	cbs, optional := r.s.callbacksOf(r.job, b)
	if cbs == nil && r.s.m.Export(b, term.Intern("behaviour_info"), 1).Func() == nil {
		r.warnModule(where, diagnostic.NotABehaviour, diagnostic.Inspect(b.Term()), diagnostic.Inspect(m.name.Term()))
	}
	out := make([]callback, len(cbs))
	for i, cb := range cbs {
		kind, n := realName(cb)
		out[i] = callback{name: n, kind: kind, behaviour: b, optional: optional[cb]}
	}
	slices.SortStableFunc(out, func(a, b callback) int {
		return cmp.Or(cmp.Compare(a.name.Name.String(), b.name.Name.String()), cmp.Compare(a.name.Arity, b.name.Arity))
	})
	return out
}

// warnConflict warns of a callback in two behaviours, or of a behaviour that is declared twice.
func (r *bodyRun) warnConflict(a, b callback) {
	in := diagnostic.Inspect(r.mod.name.Term())
	where := quoted.LineMeta(r.mod.line)
	if a.behaviour == b.behaviour {
		r.warnModule(where, diagnostic.BehaviourTwice, diagnostic.Inspect(a.behaviour.Term()), a.describe(), in)
		return
	}
	r.warnModule(where, diagnostic.CallbackOfTwo, b.describe(), diagnostic.Inspect(a.behaviour.Term()), diagnostic.Inspect(b.behaviour.Term()), in)
}

// aException is the behaviour of exceptions. A missing callback of this behaviour causes no
// warning, because an exception without message/1 is reported when the message is needed.
var aException = vm.ModuleAtom("Exception")

// checkCallback warns of a callback that is missing or of the wrong kind.
func (r *bodyRun) checkCallback(cb callback) {
	m := r.mod
	d := m.defs[cb.name]
	of := "behaviour"
	if r.s.isProtocol(cb.behaviour) {
		of = "protocol"
	}
	asker, in := diagnostic.Inspect(cb.behaviour.Term()), diagnostic.Inspect(m.name.Term())
	switch {
	case d == nil && (cb.optional || m.structFn(cb.name) || cb.behaviour == aException):
	case d == nil:
		r.warnModule(quoted.LineMeta(m.line), diagnostic.CallbackMissing, cb.describe(), of, asker, in)
	case d.kind != cb.kind:
		r.warnModule(quoted.LineMeta(m.line), diagnostic.CallbackOfOtherKind, cb.describe(), of, asker, d.kind, cb.kind, in)
	}
}

func (m *module) structFn(n quoted.NameArity) bool {
	return m.structure != nil && n.Name == term.AStruct
}

func (s *Server) isProtocol(mod term.Atom) bool {
	return s.m.Export(mod, term.Intern("__protocol__"), 1).Func() != nil
}

func (r *bodyRun) warnModule(meta term.Term, k diagnostic.Warning, args ...any) {
	env := r.mod.env
	r.s.diagnose(r.job, k.At(&env, meta, args...))
}

// warnText prints a warning about the module. The caller has assembled the text.
func (r *bodyRun) warnText(meta term.Term, text string) {
	env := r.mod.env
	r.s.diagnose(r.job, diagnostic.New(&env, "warning", meta, text))
}

// typespec implements :elixir_module.typespec(module, kind, spec, line).
func (s *Server) typespec(_ *vm.Process, a []term.Term) (term.Term, error) {
	m, err := s.open(a[0], "typespec")
	if err != nil {
		return term.Nil, err
	}
	line, _ := a[3].AsInt()
	m.addType(a[1].Atom().String(), a[2], int(line))
	return term.Ok, nil
}

// addType records a type, a spec or a callback.
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
		doc, at := m.take("doc")
		m.addSpecDoc(kind, n, line, doc, at, m.takeMeta("doc"))
		if kind == "macrocallback" {
			n = quoted.NameArity{Name: term.InternDerived("MACRO-" + n.Name.String()), Arity: n.Arity + 1}
		}
		m.callbacks = append(m.callbacks, n.Term())
	case "type", "opaque", "typep":
		doc, at := m.take("typedoc")
		meta := m.takeMeta("typedoc")
		n, ok := specName(spec)
		switch {
		case !ok:
		case kind != "typep":
			if kind == "opaque" {
				meta = meta.Put(term.Sym(kind), term.True)
			}
			m.addSpecDoc("type", n, line, doc, at, meta)
		case !doc.IsNone():
			m.typedocs = append(m.typedocs, privateDoc{at, n})
		}
	}
}

// addSpecDoc records the @doc of a callback or the @typedoc of a type.
func (m *module) addSpecDoc(kind string, n quoted.NameArity, line int, doc term.Term, at int, meta *term.Map) {
	text := term.Term{}
	if el := doc.Elems(); len(el) == 2 {
		text = el[1]
	}
	if at > 0 {
		line = at
	}
	m.specDocs = append(m.specDocs, docTuple(kind, n, line, term.Empty, text, meta))
}

// specName returns the name and arity of name(args) :: result.
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
