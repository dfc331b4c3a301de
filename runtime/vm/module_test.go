package vm

import (
	"testing"

	"lab/runtime/term"
)

// TestCallOfAModuleThatWasLoadedMeanwhile calls a function that another process defines after the
// caller has looked for it.
func TestCallOfAModuleThatWasLoadedMeanwhile(t *testing.T) {
	m := machine(t)
	m.OnUndefined = func(*Process, term.Atom) error { return nil }
	mod, name := term.Intern("meanwhile"), term.Intern("here")
	call := func(load bool) (term.Term, error) {
		return m.CallWith(SpawnOpts{Quiet: true}, func(p *Process) Step {
			x := m.Export(mod, name, 0)
			if load {
				here := &Func{Module: mod, Name: name, Entry: func(p *Process) Step { return p.Return(term.Ok) }}
				m.Load(&Module{Name: mod, Funcs: []*Func{here}})
			}
			return p.undefined(x, nil)
		})
	}
	if _, err := call(false); err == nil {
		t.Error("a function that is nowhere was called")
	}
	if v, err := call(true); err != nil || !v.Is(term.Ok.Atom()) {
		t.Errorf("loaded meanwhile: got %v, %v", v, err)
	}
}
