package vm

import (
	"testing"

	"lab/runtime/term"
)

// TestKilledAside kills a process during a Go function that does not return. The signal arrives
// before or after the process is set aside. The worker must continue with other processes.
func TestKilledAside(t *testing.T) {
	m := New(Config{Workers: 1})
	defer m.Close()
	begun, done := make(chan term.Term), make(chan struct{})
	ended := make(chan struct{})
	m.Native("long", "work", 0, SetAside(func(p *Process, _ []term.Term) (term.Term, error) {
		begun <- p.PID()
		<-done
		return term.Ok, nil
	}, func([]term.Term) bool { return true }))
	m.Native("short", "work", 0, func(*Process, []term.Term) (term.Term, error) { return term.Ok, nil })
	for _, late := range []bool{true, false} {
		pid := m.SpawnStep(SpawnOpts{}, func(p *Process) Step {
			p.OnExit(func() { ended <- struct{}{} })
			if !late {
				m.Exit(p.PID(), p.PID(), term.AKill.Term())
			}
			return p.TailApply(ModuleAtom("long"), term.Intern("work"))
		})
		<-begun
		if late {
			m.Exit(pid, pid, term.AKill.Term())
		}
		<-ended
		if m.table.get(pid.Pid().ID) != nil {
			t.Error("it is alive")
		}
		done <- struct{}{}
		if v, err := m.Call(ModuleAtom("short"), term.Intern("work")); err != nil || !v.Is(term.Ok.Atom()) {
			t.Fatal(v, err)
		}
	}
}
