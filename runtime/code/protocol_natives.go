package code

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions that the bodies of protocols and implementations call.

func (s *Server) nativeProtocol(_ *vm.Process, a []term.Term) (term.Term, error) {
	m, err := s.open(a[0], "protocol")
	if err != nil {
		return term.Nil, err
	}
	m.mu.Lock()
	m.protocol = true
	m.mu.Unlock()
	return term.Ok, nil
}

// nativeProtocolDef stores a function of a protocol.
func (s *Server) nativeProtocolDef(_ *vm.Process, a []term.Term) (term.Term, error) {
	m, err := s.open(a[0], "protocol_def")
	if err != nil {
		return term.Nil, err
	}
	arity, _ := a[2].AsInt()
	line, _ := a[4].AsInt()
	n := quoted.NameArity{Name: a[1].Atom(), Arity: int(arity)}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.protocolFns = append(m.protocolFns, protocolFn{name: n, args: quoted.Slice(a[3]), line: int(line)})
	m.callbacks = append(m.callbacks, n.Term())
	doc, _ := m.take("doc")
	text := term.Term{}
	if el := doc.Elems(); len(el) == 2 {
		text = el[1]
	}
	d := &definition{kind: quoted.ADef, name: n, meta: quoted.LineMeta(int(line))}
	m.addDoc(d, text, quoted.Slice(a[3]), nil, m.takeMeta("doc"), 0, true)
	return n.Term(), nil
}

// stepImpl marks a module as the implementation of a protocol.
func (s *Server) stepImpl(p *vm.Process, a []term.Term) vm.Step {
	m, err := s.open(a[0], "impl")
	if err != nil {
		return p.Fail(err)
	}
	return p.Block(func() (term.Term, error) {
		proto := a[1].Atom()
		if !s.beingDefined(proto) && !s.ensureLoaded(m.job, proto) {
			return term.Nil, expand.ArgumentError("could not load module %s due to reason :nofile", diagnostic.Inspect(a[1]))
		}
		if !s.beingDefined(proto) && s.m.Export(proto, aProtocolInfo, 1).Func() == nil {
			return term.Nil, expand.ArgumentError("%s is not a protocol", diagnostic.Inspect(a[1]))
		}
		line, _ := a[3].AsInt()
		s.admit(m, proto, a[2], a[4], int(line))
		return s.beginImpl(m, a)
	})
}

func (s *Server) beginImpl(m *module, a []term.Term) (term.Term, error) {
	m.mu.Lock()
	m.implOf, m.implFor = a[1], a[2]
	m.mu.Unlock()
	line, _ := a[3].AsInt()
	for name, v := range map[string]term.Term{"protocol": a[1], "for": a[2], "behaviour": a[1], "moduledoc": term.False} {
		if name == "moduledoc" {
			v = term.Tup(term.Int(0), v)
		}
		if err := m.putAttribute(term.Intern(name), v, int(line)); err != nil {
			return term.Nil, err
		}
	}
	m.mu.Lock()
	m.attrs[term.Intern("moduledoc")].unread = false // the body can set another doc
	m.mu.Unlock()
	return term.Ok, nil
}
