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
type alias struct {
	ref  *term.Ref
	once bool
}

func (a alias) key() refKey { return keyOf(a.ref) }

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
	p.extra().aliases.put(alias{ref, mode == "reply" || mode == "reply_demonitor"})
	p.m.alias.mu.Lock()
	p.m.alias.procs[keyOf(ref)] = p
	p.m.alias.mu.Unlock()
}

// Unalias ends an alias; it reports whether there was one.
func (p *Process) Unalias(ref *term.Ref) bool {
	if p.x == nil {
		return false
	}
	k := keyOf(ref)
	if _, ok := p.x.aliases.drop(k); !ok {
		return false
	}
	p.m.alias.mu.Lock()
	delete(p.m.alias.procs, k)
	p.m.alias.mu.Unlock()
	return true
}

func (p *Process) dropAliases() {
	for _, a := range p.x.aliases.all() {
		p.m.alias.mu.Lock()
		delete(p.m.alias.procs, a.key())
		p.m.alias.mu.Unlock()
	}
}

// aliasHit reports whether a message to the alias is to be received.
func (p *Process) aliasHit(ref *term.Ref) bool {
	if p.x == nil {
		return false
	}
	a, ok := p.x.aliases.get(keyOf(ref))
	if !ok {
		return false
	}
	if a.once {
		p.Demonitor(ref)
		p.Unalias(ref)
	}
	return true
}

func (m *Machine) sendAlias(from *Process, ref *term.Ref, msg term.Term, more *sigMore, connect bool) bool {
	if ref.Node != term.LocalNode {
		d := m.dist()
		return d != nil && d.SendAlias(from.pidOrNil(), ref, msg, connect)
	}
	m.alias.mu.RLock()
	p := m.alias.procs[keyOf(ref)]
	m.alias.mu.RUnlock()
	if p != nil {
		var w *worker
		if from != nil {
			w = from.worker
		}
		m.deliver(p, &signal{kind: sigAlias, term: msg, ref: ref, more: more}, w)
	}
	return true
}
