package code

import (
	"lab/runtime/code/compile"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles definitions: at once, or on their first call.

// function compiles a definition. In a lazy module, the definition is compiled on its first call.
func (m *module) function(d *definition) (*vm.Func, error) {
	if !m.lazy {
		return m.unit.Define(d.callName(), d.callArity(), stackFile(d.file), d.outClauses())
	}
	f := m.unit.Function(d.callName(), d.callArity())
	f.File = stackFile(d.file)
	if len(d.clauses) > 0 {
		f.Line = quoted.LineOf(d.clauses[0].meta)
	}
	m.later(f, d)
	return f, nil
}

// all returns the functions of the module, including private functions.
func (m *module) all() []*vm.Func {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]*vm.Func, 0, len(m.order))
	for _, d := range m.order {
		out = append(out, m.unit.Function(d.callName(), d.callArity()))
	}
	return out
}

func (d *definition) outClauses() []compile.Clause {
	out := make([]compile.Clause, len(d.clauses))
	for i, c := range d.clauses {
		out[i] = c.out
	}
	return out
}

// later makes f compile its definition on the first call.
func (m *module) later(f *vm.Func, d *definition) {
	arity := f.Arity
	f.Late = true
	f.Entry = func(p *vm.Process) vm.Step {
		if g := f.Now(); g != f {
			p.Reenter(g, arity)
			return g.Entry
		}
		args := append([]term.Term(nil), p.R[:arity]...)
		j := &job{leader: p.GroupLeader(), parent: m.s.jobOf(p), lazy: true, quiet: true}
		end := m.s.pending.begin()
		return p.BlockThen(func() (term.Term, error) {
			defer end()
			g, err := m.compileLater(j, d)
			if err != nil {
				return term.Nil, err
			}
			f.Become(g)
			return term.Nil, nil
		}, func(p *vm.Process, _ term.Term) vm.Step {
			g := f.Now()
			p.Reenter(g, 0)
			copy(p.R, args)
			return g.Entry
		})
	}
}

// read parses a body that the parser left as text.
func (x *expander) read(body term.Term) term.Term {
	body, err := syntax.ReadLate(body, x.mod.file)
	if err != nil {
		x.Raise(err)
	}
	return body
}

// compileLater expands and compiles a definition of a lazy module.
func (m *module) compileLater(j *job, d *definition) (*vm.Func, error) {
	m.mu.Lock()
	done := d.compiled
	m.mu.Unlock()
	if done != nil {
		return done, nil
	}
	defer term.LoadLibrary()()
	clauses := make([]compile.Clause, len(d.clauses))
	_, err := expand.Guarded(func() term.Term {
		for i, c := range d.clauses {
			mine := *c
			x := newExpander(m.s, j, &mine.env, m)
			mine.body = x.read(mine.body)
			x.expandClause(d, &mine)
			clauses[i] = mine.out
		}
		return term.Nil
	})
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if d.compiled == nil {
		d.compiled, err = m.unit.DefineApart(d.place, d.callName(), d.callArity(), stackFile(d.file), clauses)
	}
	return d.compiled, err
}

// prepare implements elixir_module:prepare(Functions), where each function is {Module, Name,
// Arity}. It compiles functions that would otherwise be compiled on their first call. It ignores
// functions of modules that are not loaded. It raises badarg for a function that a loaded module
// does not have.
func (s *Server) prepare(p *vm.Process, a []term.Term) vm.Step {
	list, ok := a[0].Slice()
	if !ok {
		return p.Fail(vm.Badarg())
	}
	j := &job{leader: p.GroupLeader(), parent: s.jobOf(p), lazy: true, quiet: true}
	end := s.pending.begin()
	return p.Block(func() (term.Term, error) {
		defer end()
		for _, mfa := range list {
			if err := s.prepareOne(j, mfa.Elems()); err != nil {
				return term.Nil, err
			}
		}
		return term.Ok, nil
	})
}

func (s *Server) prepareOne(j *job, mfa []term.Term) error {
	if len(mfa) != 3 {
		return vm.Badarg()
	}
	m := s.moduleState(mfa[0].Atom())
	if m == nil {
		return nil
	}
	arity, _ := mfa[2].AsInt()
	m.mu.Lock()
	d := m.defs[quoted.NameArity{Name: mfa[1].Atom(), Arity: int(arity)}]
	m.mu.Unlock()
	if d == nil {
		return vm.Badarg()
	}
	f := m.unit.Function(d.callName(), d.callArity())
	if !f.Late || f.Now() != f {
		return nil
	}
	g, err := m.compileLater(j, d)
	if err == nil {
		f.Become(g)
	}
	return err
}
