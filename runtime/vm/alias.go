package vm

import (
	"sync"

	"lab/runtime/term"
)

// aliases finds the process behind an alias.
type aliases struct {
	mu    sync.RWMutex
	procs map[refKey]*Process
}

func (a *aliases) init() { a.procs = map[refKey]*Process{} }

// alias is an alias of a process: once ends it with the first message.
type alias struct{ once bool }

// Alias makes an alias of p. once ends it with the first message that comes.
func (p *Process) Alias(once bool) *term.Ref {
	ref := p.m.NewRef()
	mode := "explicit_unalias"
	if once {
		mode = "reply"
	}
	p.addAlias(ref, mode)
	return ref
}

func (p *Process) addAlias(ref *term.Ref, mode string) {
	x := p.extra()
	if x.aliases == nil {
		x.aliases = map[refKey]*alias{}
	}
	k := keyOf(ref)
	x.aliases[k] = &alias{once: mode == "reply" || mode == "reply_demonitor"}
	p.m.alias.mu.Lock()
	p.m.alias.procs[k] = p
	p.m.alias.mu.Unlock()
}

// Unalias ends an alias; it reports whether there was one.
func (p *Process) Unalias(ref *term.Ref) bool {
	k := keyOf(ref)
	if p.x == nil || p.x.aliases[k] == nil {
		return false
	}
	delete(p.x.aliases, k)
	p.m.alias.mu.Lock()
	delete(p.m.alias.procs, k)
	p.m.alias.mu.Unlock()
	return true
}

func (p *Process) dropAliases() {
	for k := range p.x.aliases {
		p.m.alias.mu.Lock()
		delete(p.m.alias.procs, k)
		p.m.alias.mu.Unlock()
	}
}

// aliasHit reports whether a message to the alias is to be received.
func (p *Process) aliasHit(ref *term.Ref) bool {
	if p.x == nil {
		return false
	}
	a := p.x.aliases[keyOf(ref)]
	if a == nil {
		return false
	}
	if a.once {
		if p.x.monitors[keyOf(ref)] != nil {
			p.Demonitor(ref)
		}
		p.Unalias(ref)
	}
	return true
}

func (m *Machine) sendAlias(from *Process, ref *term.Ref, msg term.Term) {
	if ref.Node != term.LocalNode {
		if d := m.dist(); d != nil {
			d.SendAlias(from.pidOrNil(), ref, msg)
		}
		return
	}
	m.alias.mu.RLock()
	p := m.alias.procs[keyOf(ref)]
	m.alias.mu.RUnlock()
	if p != nil {
		var w *worker
		if from != nil {
			w = from.worker
		}
		m.deliver(p, &signal{kind: sigAlias, term: msg, more: &sigMore{ref: ref}}, w)
	}
}
