package repl

import (
	"sync/atomic"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// An errorDevice is the :standard_error of a node.
//
// The prompts of a lab's node run on another node. If the lab's node wrote errors to its own
// standard error, an error of the compiler could appear after the exception that it explains. Such
// a node therefore relays the error output of a process to the process's group leader.
type errorDevice struct {
	m      *vm.Machine
	local  *Leader
	relays atomic.Bool
	sent   map[[5]uint32]term.Term // the relayed requests, by the ID of the monitor's reference
}

// PromptsElsewhere tells a node that its prompts are on another node, which has no console. The
// error output and the log events of a process then go to the process's group leader there.
func (s *Shell) PromptsElsewhere() error {
	s.errors.relays.Store(true)
	_, err := s.m.Call(term.Intern("persistent_term"), term.Intern("put"), logsToShells, term.True)
	return err
}

// logsToShells is the key that :logger reads (runtime/lib/logger/erl_logger.ex).
var logsToShells = term.Tup(term.Sym("logger"), term.Sym("to_shells"))

// handle processes a message of the device's mailbox.
func (d *errorDevice) handle(a *vm.Actor, msg term.Term) {
	e := msg.Elems()
	switch {
	case len(e) == 4 && e[0].Is(aIORequest) && d.relays.Load():
		if leader := d.leaderOf(e[1]).Pid(); leader != nil && leader.Node != term.LocalNode {
			d.relay(a.Process(), term.FromPid(leader), msg)
			return
		}
		d.local.Handle(msg)
	case len(e) == 3 && e[0].Is(aIOReply) && e[1].Ref() != nil:
		if asked := d.take(e[1].Ref()).Elems(); asked != nil {
			a.Process().Demonitor(e[1].Ref())
			d.m.Send(asked[1], term.Tup(e[0], asked[2], e[2]))
		}
	case len(e) == 5 && e[0].Is(aDown): // the leader ended before it replied
		d.local.Handle(d.take(e[1].Ref()))
	default:
		d.local.Handle(msg)
	}
}

// leaderOf returns the group leader of a process of this node. It returns the zero Term for any
// other process.
func (d *errorDevice) leaderOf(pid term.Term) term.Term {
	if d.m.Lookup(pid) == nil {
		return term.Term{}
	}
	info, err := d.m.Call(term.Intern("erlang"), term.Intern("process_info"), pid, term.Sym("group_leader"))
	if e := info.Elems(); err == nil && len(e) == 2 {
		return e[1]
	}
	return term.Term{}
}

// relay sends a request to a group leader with the device as the sender. It monitors the leader and
// puts the monitor's reference into the request. The reply contains this reference.
func (d *errorDevice) relay(p *vm.Process, leader, msg term.Term) {
	ref, err := p.Monitor(leader, vm.MonitorOpts{})
	if err != nil {
		d.local.Handle(msg)
		return
	}
	d.sent[ref.ID] = msg
	d.m.Send(leader, term.Tup(aIORequest.Term(), p.PID(), term.FromRef(ref), msg.Elems()[3]))
}

// take removes and returns the request that was relayed with ref. It returns the zero Term if there
// is none.
func (d *errorDevice) take(ref *term.Ref) term.Term {
	msg := d.sent[ref.ID]
	delete(d.sent, ref.ID)
	return msg
}
