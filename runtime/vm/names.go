package vm

import (
	"sort"
	"sync"

	"lab/runtime/term"
)

// names holds the registered names.
type names struct {
	mu    sync.RWMutex
	procs map[term.Atom]*Process
}

func (n *names) init() { n.procs = map[term.Atom]*Process{} }

func (n *names) lookup(name term.Atom) *Process {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.procs[name]
}

// register registers p under name. It reports false if the name is taken, or if p has ended or
// already has a name.
func (n *names) register(name term.Atom, p *Process) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.procs[name] != nil {
		return false
	}
	if p.dead() || p.name.Load() != 0 {
		return false
	}
	p.name.Store(uint32(name))
	n.procs[name] = p
	p.note(aRegisterEv, name.Term())
	return true
}

// unregister frees the name. It reports whether the name was registered.
func (n *names) unregister(name term.Atom) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := n.procs[name]
	if p == nil {
		return false
	}
	p.name.Store(0)
	delete(n.procs, name)
	p.note(aUnregister, name.Term())
	return true
}

// release frees the name of a process that ended.
func (n *names) release(p *Process) {
	if p.name.Load() == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if name := term.Atom(p.name.Load()); n.procs[name] == p {
		delete(n.procs, name)
		p.note(aUnregister, name.Term())
	}
}

// Name returns the registered name of p, or 0.
func (p *Process) Name() term.Atom { return term.Atom(p.name.Load()) }

// WhereIs returns the pid of a registered name, or :undefined.
func (m *Machine) WhereIs(name term.Atom) term.Term {
	if p := m.names.lookup(name); p != nil {
		return p.PID()
	}
	return term.Undefined
}

// Register registers a living process under name. It reports whether that succeeded.
func (m *Machine) Register(name term.Atom, pid term.Term) bool {
	p := m.Lookup(pid)
	return p != nil && m.names.register(name, p)
}

// Unregister frees a name. It reports whether the name was registered.
func (m *Machine) Unregister(name term.Atom) bool { return m.names.unregister(name) }

// Registered returns the registered names.
func (m *Machine) Registered() []term.Atom {
	m.names.mu.RLock()
	defer m.names.mu.RUnlock()
	out := make([]term.Atom, 0, len(m.names.procs))
	for name := range m.names.procs {
		out = append(out, name)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].String() < out[j].String() })
	return out
}
