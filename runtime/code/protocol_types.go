package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file defines the types and callbacks of a protocol.

var (
	aCallbackKind = term.Sym("callback")
	aProtocolType = term.Intern("t")
)

// warnProtocol warns of callbacks in a protocol, which outlines its functions with def.
func (r *bodyRun) warnProtocol() {
	m := r.mod
	for i, t := range m.types {
		el := t.Elems()
		n, ok := specName(el[1])
		if kind := el[0].Atom().String(); ok && (kind == "callback" || kind == "macrocallback") {
			r.warnModule(quoted.LineMeta(m.typeLines[i]), diagnostic.CallbackInProtocol, kind, n)
		}
	}
	if len(m.optionalTerms) > 0 {
		r.warnModule(quoted.LineMeta(m.line), diagnostic.OptionalInProtocol)
	}
}

// describeProtocol defines a callback for each function of a protocol. It uses the spec of the
// function, if there is one. If the protocol does not define the type t, describeProtocol defines
// it as term.
func (m *module) describeProtocol() {
	specs := map[quoted.NameArity][]term.Term{}
	own := false
	for _, t := range m.types {
		el := t.Elems()
		n, ok := specName(el[1])
		switch kind := el[0].Atom().String(); {
		case ok && kind == "spec":
			specs[n] = append(specs[n], el[1])
		case ok && typeKinds[kind] && n.Name == aProtocolType && n.Arity == 0:
			own = true
		}
	}
	add := func(kind, spec term.Term, line int) {
		m.types = append(m.types, term.Tup(kind, spec))
		m.typeLines = append(m.typeLines, line)
	}
	anything := func(line int) term.Term { return quoted.Node("term", quoted.LineMeta(line)) }
	self := func(line int) term.Term { return quoted.Node("t", quoted.LineMeta(line)) }
	if !own {
		add(term.Sym("type"), quoted.Node("::", quoted.LineMeta(m.line), self(m.line), anything(m.line)), m.line)
	}
	for _, f := range m.protocolFns {
		if len(specs[f.name]) == 0 {
			args := []term.Term{self(f.line)}
			for len(args) < f.name.Arity {
				args = append(args, anything(f.line))
			}
			head := quoted.Node(f.name.Name.String(), quoted.LineMeta(f.line), args...)
			add(aCallbackKind, quoted.Node("::", quoted.LineMeta(f.line), head, anything(f.line)), f.line)
		}
		for _, spec := range specs[f.name] {
			add(aCallbackKind, spec, f.line)
		}
	}
}

// lateTypeForms returns the type forms of a library module. They are built on the first request.
func (s *Server) lateTypeForms(m *module) []term.Term {
	m.formsOnce.Do(func() {
		j := *m.job
		env := m.env
		r := &bodyRun{s: s, job: &j, mod: m, values: map[int]term.Term{}}
		r.x = newExpander(s, &j, &env, m)
		r.checkTypespecs()
	})
	return m.typeForms
}
