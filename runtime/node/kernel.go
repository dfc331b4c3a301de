package node

import (
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aNetKernel = term.Intern("net_kernel")
	aGenCall   = term.Intern("$gen_call")
	aIsAuth    = term.Intern("is_auth")
	aYes       = term.Intern("yes")
	aAlias     = term.Intern("alias")
	aShutdown  = term.Intern("shutdown")
)

// kernel is the process registered as net_kernel. It answers the pings of other nodes, and sends
// the pings of this node.
type kernel struct {
	n     *network
	actor *vm.Actor

	mu    sync.Mutex
	pings map[[5]uint32]chan struct{}
}

func startKernel(n *network) *kernel {
	k := &kernel{n: n, pings: map[[5]uint32]chan struct{}{}}
	k.actor = n.m.SpawnActor(aNetKernel.String(), func(_ *vm.Actor, msg term.Term) { k.handle(msg) })
	return k
}

// PID returns the process's pid.
func (k *kernel) PID() term.Term { return k.actor.PID() }

func (k *kernel) stop() { k.actor.Exit(aShutdown.Term()) }

func (k *kernel) handle(msg term.Term) {
	e := msg.Elems()
	switch {
	case len(e) == 3 && e[0].Is(aGenCall) && len(e[1].Elems()) == 2:
		k.reply(e[1].Elems(), k.answer(e[2].Elems()))
	case len(e) == 2 && e[0].Ref() != nil && e[1].Is(aYes):
		k.ponged(e[0].Ref())
	}
}

// answer handles is_auth, the only call that nodes make to each other's net_kernel.
func (k *kernel) answer(call []term.Term) term.Term {
	if len(call) == 2 && call[0].Is(aIsAuth) {
		return aYes.Term()
	}
	return term.Error
}

// reply replies to {pid, tag} like gen: to the alias if the tag contains one.
func (k *kernel) reply(from []term.Term, answer term.Term) {
	to, tag := from[0], from[1]
	if c := tag.Cons(); c != nil && c.Head.Is(aAlias) && c.Tail.Ref() != nil {
		to = c.Tail
	}
	k.n.m.Send(to, term.Tup(tag, answer))
}

// ping pings the net_kernel of a connected node. It returns false if the link ends before the
// reply.
func (k *kernel) ping(node term.Atom) bool {
	if node == k.n.name {
		return true
	}
	l := k.n.end.Link(node)
	if l == nil {
		return false
	}
	ref := k.n.m.NewRef()
	heard := make(chan struct{})
	k.mu.Lock()
	k.pings[ref.ID] = heard
	k.mu.Unlock()
	defer func() {
		k.mu.Lock()
		delete(k.pings, ref.ID)
		k.mu.Unlock()
	}()
	call := term.Tup(aIsAuth.Term(), k.n.name.Term())
	from := term.Tup(k.PID(), term.FromRef(ref))
	k.n.SendName(k.PID().Pid(), node, aNetKernel, term.Tup(aGenCall.Term(), from, call), true)
	select {
	case <-heard:
		return true
	case <-l.Done():
		return false
	}
}

func (k *kernel) ponged(ref *term.Ref) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if heard := k.pings[ref.ID]; heard != nil {
		close(heard)
		delete(k.pings, ref.ID)
	}
}
