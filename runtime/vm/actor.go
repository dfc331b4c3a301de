package vm

import (
	"sync"
	"sync/atomic"

	"lab/runtime/term"
)

// An Actor is a process whose messages a Go function handles, on a goroutine of the actor. Devices
// and servers that do input and output are actors.
type Actor struct {
	p      *Process
	open   atomic.Bool
	handle func(a *Actor, msg term.Term)
	mu     sync.Mutex
	cond   *sync.Cond
	awake  bool
}

// SpawnActor starts an actor and registers it under name, unless name is empty or taken. An actor
// traps exits: handle receives them as messages, except for kill.
func (m *Machine) SpawnActor(name string, handle func(a *Actor, msg term.Term)) *Actor {
	a := &Actor{handle: handle}
	a.cond = sync.NewCond(&a.mu)
	p := &Process{m: m, actor: a, trap: true, leader: m.defaultLeader().Pid()}
	p.id = m.newPid(p)
	a.p = p
	m.table.put(p)
	if name != "" {
		m.names.register(term.Intern(name), p)
	}
	go a.loop()
	return a
}

// Open lets an actor of a closed node receive messages from other nodes.
func (a *Actor) Open() { a.open.Store(true) }

// IsOpen reports whether id is the pid of an actor that is open to other nodes.
func (m *Machine) IsOpen(id *term.Pid) bool {
	p := m.processAt(id)
	return p != nil && p.actor != nil && p.actor.open.Load()
}

// PID returns the actor's pid.
func (a *Actor) PID() term.Term { return a.p.PID() }

// Machine returns the machine that the actor runs on.
func (a *Actor) Machine() *Machine { return a.p.m }

// Process returns the actor's process, for linking, monitoring and sending. Use it only inside
// handle.
func (a *Actor) Process() *Process { return a.p }

// Exit makes the actor exit with a reason. The actor handles no more messages.
func (a *Actor) Exit(reason term.Term) {
	a.p.m.deliver(a.p, &signal{kind: sigDo, more: &sigMore{do: func(p *Process) { p.doom = Exit(reason) }}}, nil)
}

// Do runs f on the actor's goroutine, between messages.
func (a *Actor) Do(f func()) {
	a.p.m.deliver(a.p, &signal{kind: sigDo, more: &sigMore{do: func(*Process) { f() }}}, nil)
}

func (a *Actor) wake() {
	a.mu.Lock()
	a.awake = true
	a.cond.Signal()
	a.mu.Unlock()
}

func (a *Actor) loop() {
	p := a.p
	for {
		p.drain()
		if p.doom != nil {
			p.terminate(p.doom.Reason)
			return
		}
		if s := p.box.head; s != nil {
			p.Take()
			a.take(s.term)
			continue
		}
		if p.park() {
			select {
			case <-p.m.ended:
				return
			default:
				a.sleep()
			}
		}
	}
}

// take handles a message and recovers from panics, so that a bad message does not end the node.
func (a *Actor) take(msg term.Term) {
	defer func() {
		if r := recover(); r != nil {
			a.p.m.fault(r)
		}
	}()
	a.handle(a, msg)
}

func (a *Actor) sleep() {
	a.mu.Lock()
	for !a.awake {
		a.cond.Wait()
	}
	a.awake = false
	a.mu.Unlock()
}
