package probe

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"lab/labs/census"
	"lab/labs/cluster"
	"lab/labs/observe"
	"lab/labs/ports"
	"lab/runtime/dist/epmd"
	"lab/runtime/term"
)

// This file executes orders on a cluster and undoes them.

// Do executes an order.
func (o *Observer) Do(order observe.Order) error {
	s := o.Snapshot()
	if _, known := s.Node(order.Node); !known {
		return fmt.Errorf("there is no node %s here", order.Node)
	}
	if err := o.carryOut(s, order); err != nil {
		return err
	}
	o.again(order.Node, order.Peer)
	o.tell()
	return nil
}

func (o *Observer) carryOut(s observe.Snapshot, order observe.Order) error {
	n, _ := s.Node(order.Node)
	switch order.Deed {
	case observe.Kill:
		if order.PID != "" {
			return o.killProcess(n, order.PID)
		}
		return o.killNode(n)
	case observe.Freeze, observe.Thaw:
		return o.freeze(n, order.Deed == observe.Freeze)
	case observe.Cut, observe.Heal:
		if _, known := s.Node(order.Peer); !known || order.Peer == order.Node {
			return fmt.Errorf("choose the two nodes to %s", order.Deed)
		}
		if order.Deed == observe.Heal {
			return o.heal(observe.Pair(order.Node, order.Peer))
		}
		return o.cut(s, order.Node, order.Peer)
	case observe.Trace:
		if order.PID == "" {
			return o.tracing.toggleAll(n)
		}
		return o.tracing.toggle(observe.Place{Node: order.Node, PID: order.PID})
	}
	return fmt.Errorf("there is no action %q", order.Deed)
}

func (o *Observer) note(kind census.Kind, node, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.timeline.Note(census.Event{At: o.now(), Kind: kind, Node: node, Text: text})
}

func (o *Observer) killProcess(n observe.Node, pid string) error {
	p, err := o.process(n.Name, pid)
	if err != nil {
		return err
	}
	if _, err := o.h.Ask(n.Name, "erlang", "exit", p, term.Sym("kill")); err != nil {
		return fmt.Errorf("killing %s of %s: %w", pid, n.Name, err)
	}
	o.note(census.Killed, n.Name, fmt.Sprintf("killed %s on %s", pid, n.Name))
	return nil
}

// process returns the pid of a node's process, given in the node's own notation.
func (o *Observer) process(node, pid string) (term.Term, error) {
	p, err := o.h.Ask(node, "erlang", "list_to_pid", term.Charlist(pid))
	if err != nil || p.Pid() == nil {
		return p, fmt.Errorf("%s has no process %s", node, pid)
	}
	return p, nil
}

// haltCode is the exit status that shells report for kill -9.
const haltCode = 137

func (o *Observer) killNode(n observe.Node) error {
	if n.Here {
		p, err := o.osProcess(n)
		if err != nil {
			return err
		}
		if err := p.Kill(); err != nil {
			return fmt.Errorf("killing the process %d of %s: %w", n.PID, n.Name, err)
		}
		o.note(census.Killed, n.Name, fmt.Sprintf("killed %s: kill -9 %d", n.Name, n.PID))
		return nil
	}
	// A halting node has no time to reply.
	_, err := o.h.Ask(n.Name, "erlang", "halt", term.Int(haltCode), term.List(term.Tup(term.Sym("flush"), term.False)))
	if err != nil && !errors.Is(err, errDown) {
		return fmt.Errorf("ending %s: %w", n.Name, err)
	}
	o.note(census.Killed, n.Name, fmt.Sprintf("ended %s: it was asked to halt", n.Name))
	return nil
}

// isHere reports whether a node's process runs on this machine. It checks that the process listens
// for the node, because the process id of a node in a container may belong to another process here.
func (o *Observer) isHere(name string, pid int, w *watched) bool {
	o.mu.Lock()
	was := w.node
	o.mu.Unlock()
	if was.PID == pid {
		return was.Here // determined when the process was first seen
	}
	return o.listens(name, pid)
}

func (o *Observer) listens(name string, pid int) bool {
	e, err := epmd.Client{Port: o.cfg.EpmdPort}.Lookup("127.0.0.1", observe.Short(name))
	if err != nil || pid == 0 {
		return false
	}
	listener, _ := ports.Listener(e.Port)
	return listener == pid
}

// osProcess returns the operating system process of a node. It verifies the process each time,
// because the id of an ended process may be reused.
func (o *Observer) osProcess(n observe.Node) (*os.Process, error) {
	if !o.listens(n.Name, n.PID) {
		return nil, fmt.Errorf("lab cannot find the process of %s on this machine", n.Name)
	}
	p, err := os.FindProcess(n.PID)
	if err != nil {
		return nil, fmt.Errorf("the process %d of %s: %w", n.PID, n.Name, err)
	}
	return p, nil
}

func (o *Observer) freeze(n observe.Node, on bool) error {
	p, err := o.osProcess(n)
	if err != nil {
		return err
	}
	if !on {
		if err := cluster.Resume(p); err != nil {
			return err
		}
		o.mark(n.Name, func(w *watched) { w.thawed = true }) // the event is noted when the node answers
		return nil
	}
	if err := cluster.Suspend(p); err != nil {
		return err
	}
	o.mark(n.Name, func(w *watched) { w.frozen, w.thawed = time.Now(), false })
	o.note(census.Frozen, n.Name, n.Name+" is frozen")
	return nil
}

func (o *Observer) mark(name string, how func(*watched)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if w := o.nodes[name]; w != nil {
		how(w)
	}
}

// A cut records how a link was cut. Nodes of lab drop messages to each other. Other nodes get wrong
// cookies for each other. The field cookies then holds the original cookies.
type cut struct {
	lab     bool
	cookies [2]term.Term
}

func (o *Observer) cut(s observe.Snapshot, a, b string) error {
	link := observe.Pair(a, b)
	if s.IsCut(a, b) {
		return fmt.Errorf("%s and %s are cut already", a, b)
	}
	one, _ := s.Node(link[0])
	two, _ := s.Node(link[1])
	c := cut{lab: one.Lab && two.Lab}
	for i, end := range link {
		if err := o.cutEnd(end, link[1-i], i, &c); err != nil {
			return errors.Join(err, o.healEnds(link, c))
		}
	}
	o.mu.Lock()
	o.cuts[link] = c
	o.mu.Unlock()
	o.note(census.Cut, a, fmt.Sprintf("cut %s from %s", a, b))
	return nil
}

// cutEnd cuts a link at one end.
func (o *Observer) cutEnd(end, other string, i int, c *cut) error {
	fail := func(err error) error { return fmt.Errorf("cutting %s from %s: %w", end, other, err) }
	if c.lab {
		if _, err := o.h.Ask(end, "lab_fault", "cut", term.List(term.Sym(other))); err != nil {
			return fail(err)
		}
		return nil
	}
	was, err := o.h.Ask(end, "erlang", "get_cookie", term.Sym(other))
	if err != nil {
		return fail(err)
	}
	c.cookies[i] = was
	if _, err := o.h.Ask(end, "erlang", "set_cookie", term.Sym(other), term.Sym("CUT"+rand.Text())); err != nil {
		return fail(err)
	}
	if _, err := o.h.Ask(end, "erlang", "disconnect_node", term.Sym(other)); err != nil {
		return fail(err)
	}
	return nil
}

func (o *Observer) heal(link [2]string) error {
	o.mu.Lock()
	c, cut := o.cuts[link]
	o.mu.Unlock()
	if !cut {
		return fmt.Errorf("%s and %s were not cut from here", link[0], link[1])
	}
	if err := o.healEnds(link, c); err != nil {
		return err
	}
	o.mu.Lock()
	delete(o.cuts, link)
	o.mu.Unlock()
	o.note(census.Healed, link[0], fmt.Sprintf("healed %s and %s", link[0], link[1]))
	return nil
}

// healEnds undoes a cut. It ignores ends that are down.
func (o *Observer) healEnds(link [2]string, c cut) error {
	var failed error
	for i, end := range link {
		other, err := term.Sym(link[1-i]), error(nil)
		switch {
		case c.lab:
			_, err = o.h.Ask(end, "lab_fault", "heal", term.List(other))
		case !c.cookies[i].IsNone():
			_, err = o.h.Ask(end, "erlang", "set_cookie", other, c.cookies[i])
		}
		if err != nil && !errors.Is(err, errDown) {
			failed = errors.Join(failed, fmt.Errorf("healing %s: %w", end, err))
		}
	}
	if failed == nil && !c.lab {
		_, _ = o.h.Ask(link[0], "net_kernel", "connect_node", term.Sym(link[1])) // best effort: the nodes reconnect on their next message
	}
	return failed
}

// thawAll thaws all nodes that this observer froze.
func (o *Observer) thawAll() {
	for _, n := range o.Snapshot().Nodes {
		if n.State == observe.Frozen {
			_ = o.freeze(n, false) // fails only if the process has ended
		}
	}
}

// healAll heals all links that this observer cut.
func (o *Observer) healAll() {
	for _, link := range o.Snapshot().Cuts {
		_ = o.heal(link) // best effort for nodes that do not answer
	}
}
