package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// aliases maps published aliases to their processes. The keys are the numbers of the references.
type aliases struct {
	mu    sync.RWMutex
	procs map[refKey]*Process
}

func (a *aliases) init() { a.procs = map[refKey]*Process{} }

// An alias is a reference to which messages for p can be sent. If once is set, the first message
// ends it. The reference in memory points to the alias. So the table of the machine only needs the
// aliases whose references have been encoded and have left the node.
type alias struct {
	p     *Process
	ref   *term.Ref
	once  bool
	state atomic.Uint32
}

// These are the states of an alias.
const (
	aliasOwn uint32 = iota
	aliasPublished
	aliasEnded
)

func (a *alias) key() refKey { return keyOf(a.ref) }

// Publish implements term.Alias.
func (a *alias) Publish() {
	if a.state.Load() != aliasOwn {
		return
	}
	t := &a.p.m.alias
	t.mu.Lock()
	defer t.mu.Unlock()
	if a.state.CompareAndSwap(aliasOwn, aliasPublished) {
		t.procs[a.key()] = a.p
	}
}

// end marks an alias as ended and removes it from the table.
func (a *alias) end() {
	if a.state.Swap(aliasEnded) != aliasPublished {
		return
	}
	t := &a.p.m.alias
	t.mu.Lock()
	delete(t.procs, a.key())
	t.mu.Unlock()
}

// behind returns the process of the alias ref, or nil if this node does not know the alias.
func (t *aliases) behind(ref *term.Ref) *Process {
	if a, ok := ref.Alias.(*alias); ok {
		return a.p
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.procs[keyOf(ref)]
}

// Alias creates an alias of p. If once is set, the first message ends it.
func (p *Process) Alias(once bool) *term.Ref {
	ref := p.m.NewRef()
	mode := "explicit_unalias"
	if once {
		mode = "reply"
	}
	p.addAlias(&alias{}, ref, mode)
	return ref
}

// addAlias makes ref an alias of p, stored in a.
func (p *Process) addAlias(a *alias, ref *term.Ref, mode string) {
	a.p, a.ref, a.once = p, ref, mode == "reply" || mode == "reply_demonitor"
	ref.Alias = a
	p.extra().aliases.put(a)
}

// Unalias ends an alias. It reports whether the alias existed.
func (p *Process) Unalias(ref *term.Ref) bool {
	if p.x == nil {
		return false
	}
	a, ok := p.x.aliases.drop(keyOf(ref))
	if ok {
		a.end()
	}
	return ok
}

func (p *Process) dropAliases() {
	for _, a := range p.x.aliases.all() {
		a.end()
	}
}

// aliasHit reports whether p still receives messages to the alias. It ends an alias that accepts a
// single message.
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
	if p := m.alias.behind(ref); p != nil {
		var w *worker
		if from != nil {
			w = from.worker
		}
		m.deliver(p, &signal{kind: sigAlias, term: msg, ref: ref, more: more}, w)
	}
	return true
}
