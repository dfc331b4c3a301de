package code

import (
	"fmt"
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements defoverridable and super.

// An overridden is an overridable definition. count is the number of times it was made
// overridable.
type overridden struct {
	count int
	old   *definition
	// moved reports whether a new definition has replaced old.
	moved bool
	// used reports whether a call of super has been compiled. old then has a private name.
	used bool
}

// makeOverridable implements Module.make_overridable/2.
func (s *Server) makeOverridable(p *vm.Process, a []term.Term) vm.Step {
	m, err := s.open(a[0], "make_overridable/2")
	if err != nil {
		return p.Fail(err)
	}
	if a[1].IsAtom() {
		behaviour := a[1].Atom()
		j := s.jobFor(p)
		return p.Block(func() (term.Term, error) {
			if !s.ensureLoaded(j, behaviour) {
				return term.Nil, expand.ArgumentError("cannot pass module %s as argument to defoverridable/1 because it was not defined", diagnostic.Inspect(behaviour.Term()))
			}
			cbs, _ := s.callbacksOf(j, behaviour)
			m.mu.Lock()
			defer m.mu.Unlock()
			name := diagnostic.Inspect(behaviour.Term())
			if !slices.ContainsFunc(quoted.Slice(m.attrs[term.Intern("behaviour")].value), func(b term.Term) bool { return b.Is(behaviour) }) {
				return term.Nil, expand.ArgumentError("cannot pass module %s as argument to defoverridable/1 because its corresponding behaviour is missing. Did you forget to add @behaviour %s?", name, name)
			}
			if len(cbs) == 0 {
				return term.Nil, expand.ArgumentError("cannot pass module %s as argument to defoverridable/1 because it does not define any callbacks", name)
			}
			for _, cb := range cbs {
				_, n := realName(cb)
				m.overrideIfDefined(n)
			}
			return term.Ok, nil
		})
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range quoted.Slice(a[1]) {
		n, ok := quoted.NameArityOf(t)
		if !ok || n.Arity > expand.MaxArity || n.Arity < 0 {
			return p.Fail(expand.ArgumentError("each element in tuple list has to be a {function_name :: atom, arity :: 0..255} tuple, got: %s", diagnostic.Inspect(t)))
		}
		if !m.overrideIfDefined(n) {
			return p.Fail(expand.ArgumentError("cannot make function %s overridable because it was not defined", n))
		}
	}
	return p.Return(term.Ok)
}

func (m *module) overrideIfDefined(n quoted.NameArity) bool {
	d := m.defs[n]
	o := m.overridable[n]
	switch {
	case d == nil:
		return o != nil
	case o == nil:
		m.overridable[n] = &overridden{count: 1, old: d}
	default:
		o.count++
		o.old, o.moved, o.used = d, false, false
	}
	return true
}

// overriding removes the old definition when a new one replaces it.
func (x *expander) overriding(kind term.Atom, n quoted.NameArity, meta term.Term) {
	m := x.mod
	m.mu.Lock()
	o := m.overridable[n]
	other := o != nil && o.old != nil && isMacroKind(o.old.kind) != isMacroKind(kind)
	m.mu.Unlock()
	switch module := diagnostic.Inspect(m.name.Term()); {
	case other && isMacroKind(kind):
		x.Fail(meta, diagnostic.FunctionOverriddenByMacro, n, module)
	case other:
		x.Fail(meta, diagnostic.MacroOverriddenByFunction, n, module)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if o == nil || o.moved || m.defs[n] != o.old {
		return
	}
	o.moved = true
	delete(m.defs, n)
	for i, d := range m.order {
		if d == o.old {
			m.order = append(append([]*definition(nil), m.order[:i]...), m.order[i+1:]...)
			break
		}
	}
	if m.last == o.old {
		m.last = nil
	}
}

var aGenServer = term.Intern("Elixir.GenServer")

// Super expands a call of the overridden definition.
func (x *expander) Super(_, meta term.Term, args []term.Term) term.Term {
	n := *x.Env.Function
	m := x.mod
	m.mu.Lock()
	o := m.overridable[n]
	m.mu.Unlock()
	if o == nil || !o.moved {
		x.Fail(meta, diagnostic.NothingToOverride, n, diagnostic.Inspect(m.name.Term()), m.overridableNames())
	}
	if o.old.context == aGenServer {
		x.Warn(meta, diagnostic.SuperOfGenServer, n)
	}
	d := m.keepOld(o)
	x.Trace("local_function", meta, d.name.Name.Term(), term.Int(int64(d.name.Arity)))
	if isMacroKind(d.kind) {
		caller := x.ExpandVar(quoted.ACaller, meta, term.ANil)
		out := append([]term.Term{caller}, x.ExpandArgs(args)...)
		x.localCall(d.name.Name, d.name.Arity, meta)
		return quoted.Form(d.callName().Term(), meta, out...)
	}
	x.localCall(d.name.Name, d.name.Arity, meta)
	return quoted.Form(d.name.Name.Term(), meta, x.ExpandArgs(args)...)
}

func (m *module) overridableNames() string {
	out := ""
	for n := range m.overridable {
		if out != "" {
			out += ", "
		}
		out += n.String()
	}
	return out
}

// keepOld returns the overridden definition under a private name. The first call creates it and
// adds it to the module.
func (m *module) keepOld(o *overridden) *definition {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !o.used {
		o.used = true
		d := o.old
		kind := quoted.ADefp
		if isMacroKind(d.kind) {
			kind = quoted.ADefmacrop
		}
		hidden := &definition{kind: kind, meta: d.meta, file: d.file, clauses: d.clauses, hasBody: true, calls: d.calls, place: d.place, replaced: true, context: d.context,
			name: quoted.NameArity{Name: term.InternDerived(fmt.Sprintf("%s (overridable %d)", d.name.Name, o.count)), Arity: d.name.Arity}}
		m.defs[hidden.name] = hidden
		m.order = append(m.order, hidden)
		o.old = hidden
		if m.lazy && m.closed {
			// The other functions of the module exist already, so this function is added
			// separately.
			m.later(m.unit.Function(hidden.callName(), hidden.callArity()), hidden)
		}
	}
	return o.old
}
