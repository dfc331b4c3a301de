package code

import (
	"strings"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/etf"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file runs the hooks after the compilation of a module.

// after runs the @after_compile hooks and returns the result of defmodule.
func (r *bodyRun) after(p *vm.Process, result term.Term) vm.Step {
	answer := term.Tup(quoted.AModule.Term(), r.mod.name.Term(), bytecode(r.mod), result)
	hooks := r.mod.hooks("after_compile", "__after_compile__")
	r.verifyLater()
	if len(hooks) == 0 {
		return r.ended(p, answer)
	}
	env := r.mod.env.Term()
	name, s := r.mod.name, r.s
	s.closing.Store(name, &closing{r.mod, p})
	p.OnExit(func() { s.closed(name, p) })
	var step func(p *vm.Process, i int) vm.Step
	step = func(p *vm.Process, i int) vm.Step {
		if i == len(hooks) {
			s.closed(name, p)
			return r.ended(p, answer)
		}
		return r.hooked(p, hooks[i], env, func(p *vm.Process) vm.Step { return step(p, i+1) })
	}
	return step(p, 0)
}

// A closing is a module whose @after_compile hooks run in a process.
type closing struct {
	mod   *module
	hooks *vm.Process
}

// closed ends the read-only mode of a module whose hooks ran in p, if they began. Its hooks have
// returned or failed, or p has ended.
func (s *Server) closed(name term.Atom, p *vm.Process) {
	if c, ok := s.closing.Load(name); ok && c.(*closing).hooks == p {
		s.closing.CompareAndDelete(name, c)
	}
}

// ended ends the module's own lexical context, if it has one, and returns answer.
func (r *bodyRun) ended(p *vm.Process, answer term.Term) vm.Step {
	if r.mod.tracker == nil {
		return p.Return(answer)
	}
	env := r.mod.env
	env.Module = 0
	return p.Block(func() (term.Term, error) { return answer, r.s.endContext(r.job, &env, nil) })
}

// hooked calls a hook. If the hook is a macro, its result is evaluated.
func (r *bodyRun) hooked(p *vm.Process, h hook, env term.Term, k func(p *vm.Process) vm.Step) vm.Step {
	args := []term.Term{env, bytecode(r.mod)}
	macro := term.InternDerived("MACRO-" + h.name.String())
	if r.s.m.Export(h.mod, macro, len(args)+1).Func() == nil {
		return p.ApplyThen(h.mod, h.name, args, func(p *vm.Process, _ term.Term) vm.Step { return k(p) })
	}
	return p.ApplyThen(h.mod, macro, append([]term.Term{env}, args...), func(p *vm.Process, form term.Term) vm.Step {
		e := r.s.newEvaluation(r.job, form, term.Empty, &r.mod.env)
		return e.run(p, func(p *vm.Process, _, _ term.Term, _ *lexical.Env) vm.Step { return k(p) })
	})
}

// verifyLater schedules the @after_verify hooks for the time when all files are compiled, because
// the hooks may use modules of other files.
func (r *bodyRun) verifyLater() {
	for _, h := range r.mod.hooks("after_verify", "__after_verify__") {
		verify := func() {
			if _, err := r.s.call(r.job, h.mod, h.name, r.mod.name.Term()); err != nil {
				r.s.writeError(r.job, "** "+err.Error()+"\n")
			}
		}
		r.atTheEnd(verify)
	}
}

// bytecode returns a stand-in for the object code of a module: a BEAM header and the types of the
// module.
func bytecode(m *module) term.Term {
	n := 1000 + 120*len(m.order)
	n += -n & 3
	text := "FOR1" + string([]byte{0, 0, byte(n >> 8), byte(n)}) + "BEAMAtU8" + string(make([]byte, 64))
	if len(m.typeForms) > 0 {
		if forms, err := etf.Encode(nil, term.List(m.typeForms...), etf.EncodeOpts{}); err == nil {
			text += typesChunk + string(forms)
		}
	}
	return term.Str(text)
}

// typesChunk precedes the types in the stand-in for object code.
const typesChunk = "Types---"

// nativeTypeForms returns the types, specs and callbacks of a module, or of its object code, as
// abstract forms. It returns false if there are none.
func (s *Server) nativeTypeForms(_ *vm.Process, a []term.Term) (term.Term, error) {
	if !a[0].IsAtom() {
		_, forms, _ := strings.Cut(quoted.Str(a[0]), typesChunk)
		if list, _, err := etf.Decode([]byte(forms), etf.DecodeOpts{}); err == nil {
			return list, nil
		}
		return term.Bool(false), nil
	}
	mod := a[0].Atom()
	s.mu.Lock()
	forms, ok := s.typeForms[mod]
	late := s.lazy[mod]
	s.mu.Unlock()
	if ok && late != nil {
		forms = s.lateTypeForms(late)
	}
	if !ok {
		return term.Bool(false), nil
	}
	return term.List(forms...), nil
}
