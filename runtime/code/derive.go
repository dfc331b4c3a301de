package code

import (
	"strconv"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file derives implementations of protocols.

// derive handles @derive after a struct is defined.
func (s *Server) derive(p *vm.Process, a []term.Term) vm.Step {
	m := s.definedModule(a[0].Atom())
	env, ok := lexical.EnvFrom(a[1])
	if m == nil || !ok {
		return p.Return(term.Ok)
	}
	m.mu.Lock()
	derives := quoted.Slice(m.attrs[term.Intern("derive")].value)
	m.attrs[term.Intern("derive")].value = term.Empty
	value := term.FromMap(m.structure.Defaults)
	m.mu.Unlock()
	var list []term.Term
	for _, d := range derives {
		if l, ok := d.Slice(); ok {
			list = append(list, l...)
		} else {
			list = append(list, d)
		}
	}
	if len(list) == 0 {
		return p.Return(value)
	}
	return s.runDerives(p, m.job, env, list, value, a[0], value)
}

// deriveFor implements Protocol.derive/3.
func (s *Server) deriveFor(p *vm.Process, a []term.Term) vm.Step {
	env, ok := lexical.EnvFrom(a[3])
	if !ok || !a[1].IsAtom() {
		return p.Fail(vm.Badarg())
	}
	s.mu.Lock()
	info := s.structs[a[1].Atom()]
	s.mu.Unlock()
	if info == nil {
		return p.Fail(expand.ArgumentError("%s is not a struct and cannot be derived for", diagnostic.Inspect(a[1])))
	}
	list := []term.Term{term.Tup(a[0], a[2])}
	return s.runDerives(p, s.jobFor(p), env, list, term.FromMap(info.Defaults), a[1], term.Ok)
}

// runDerives creates implementations of protocols for a struct.
func (s *Server) runDerives(p *vm.Process, j *job, env *lexical.Env, list []term.Term, value, target, answer term.Term) vm.Step {
	var forms []term.Term
	meta := quoted.LineMeta(env.Line)
	for _, d := range list {
		proto, opts := d, term.Term(term.Empty)
		if el := d.Elems(); len(el) == 2 {
			proto, opts = el[0], el[1]
		}
		forms = append(forms, quoted.Node("lab derive", meta, proto, value, opts, target))
	}
	e := s.newEvaluation(j, quoted.Block(meta, forms...), term.Empty, env)
	return e.run(p, func(p *vm.Process, _, _ term.Term, _ *lexical.Env) vm.Step { return p.Return(answer) })
}

func init() {
	expand.Forms[term.Intern("lab derive")] = anyArityHere((*expander).expandDerive)
}

// expandDerive returns the code that implements a derived protocol.
func (x *expander) expandDerive(_, meta term.Term, a []term.Term) term.Term {
	proto := x.Expand(a[0])
	mod := proto.Atom()
	if !x.s.ensureLoaded(x.job, mod) {
		x.Raise(expand.ArgumentError("could not load module %s due to reason :nofile, cannot derive %s for %s", diagnostic.Inspect(proto), diagnostic.Inspect(proto), diagnostic.Inspect(a[3])))
	}
	if x.s.m.Export(mod, aProtocolInfo, 1).Func() == nil {
		x.Raise(expand.ArgumentError("%s is not a protocol, cannot derive %s for %s", diagnostic.Inspect(proto), diagnostic.Inspect(proto), diagnostic.Inspect(a[3])))
	}
	any := joinAlias(mod, term.Intern("Elixir.Any"))
	x.s.ensureLoaded(x.job, any)
	x.Env.Require(any)
	for _, m := range []term.Atom{any, mod} {
		for arity := 3; arity >= 2; arity-- {
			x.Env.Require(m)
			if x.MacroIn(m, term.Intern("__deriving__"), arity) == nil {
				continue
			}
			args := []term.Term{a[3], a[1], a[2]}
			if arity == 2 {
				args = []term.Term{a[3], a[2]}
			}
			return x.Expand(quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(m.Term(), term.Sym("__deriving__"))), meta, args...))
		}
	}
	if x.s.m.Export(any, aImpl, 1).Func() == nil {
		x.Raise(expand.ArgumentError("could not load module %s due to reason :nofile, cannot derive %s for %s", diagnostic.Inspect(any.Term()), diagnostic.Inspect(proto), diagnostic.Inspect(a[3])))
	}
	return x.Expand(x.delegateImpl(meta, mod, any, a[3]))
}

// delegateImpl returns an implementation of a protocol that delegates to the implementation for
// Any.
func (x *expander) delegateImpl(meta term.Term, proto, any term.Atom, target term.Term) term.Term {
	cbs, _ := x.s.callbacksOf(x.job, proto)
	var defs []term.Term
	for _, cb := range cbs {
		args := make([]term.Term, cb.Arity)
		for i := range args {
			args[i] = quoted.Variable("arg"+strconv.Itoa(i+1), meta, quoted.AKernel)
		}
		call := quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(any.Term(), cb.Name.Term())), meta, args...)
		defs = append(defs, quoted.Node("def", meta, quoted.Form(cb.Name.Term(), meta, args...), term.List(quoted.Pair("do", call))))
	}
	return quoted.Node("defimpl", meta, proto.Term(), term.List(quoted.Pair("for", target)), term.List(quoted.Pair("do", quoted.Block(meta, defs...))))
}
