package ear

import (
	"fmt"
	"slices"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file formats recorded messages. It does so when a watcher asks, not when a process sends.

const (
	// mostShown and mostLetters limit the parts of a message in its text, and maxText the whole
	// text.
	mostShown   = 12
	mostLetters = 300
	maxText     = 500
	// maxNames is the maximum number of registered names in a report.
	maxNames = 300
)

var (
	aGenCall = term.Intern("$gen_call")
	aGenCast = term.Intern("$gen_cast")
	aSignals = map[term.Atom]int{term.Intern("DOWN"): 5, term.Intern("EXIT"): 3, term.Intern("nodedown"): 2, term.Intern("nodeup"): 2}
)

// tell implements lab_watch:heard/0. It returns the report since the watcher's last call as {Fresh,
// Now, More, Missed, Names, [End], [Heard]}, or nil if there is nothing new. An End is {Node, ID,
// Name}. A Heard is {At, Sent, Process, To, Mark, Kind, Text, Nobody}, in which Process and To are
// Ends. Names is nil if the names have not changed.
func (e *Ears) tell(p *vm.Process, _ []term.Term) (term.Term, error) {
	l := e.of(p)
	l.mu.Lock()
	heard, fresh := l.kept, l.fresh
	l.kept, l.fresh = nil, nil
	l.mu.Unlock()
	for i := range l.heard {
		l.heard[i].Store(0)
	}
	more, missed := l.more.Swap(0), l.missed.Swap(false)
	names := l.newNames()
	if len(heard)+len(fresh) == 0 && more == 0 && !missed && names.Is(term.ANil) && l.told {
		return term.Nil, nil
	}
	said, found := make([]term.Term, len(heard)), make([]term.Term, len(fresh))
	for i, h := range heard {
		said[i] = l.say(h)
	}
	for i, q := range fresh {
		found[i] = l.process(q.PID().Pid())
	}
	first := !l.told
	l.told = true
	now := term.Int(int64(l.m.Clock().Monotonic()))
	return term.Tup(term.Bool(first), now, term.Int(more), term.Bool(missed), names, term.List(found...), term.List(said...)), nil
}

// newNames returns the registered names, or nil if they have not changed.
func (l *listening) newNames() term.Term {
	names := l.m.Registered()
	slices.Sort(names)
	if len(names) > maxNames {
		names = names[:maxNames]
	}
	if l.told && slices.Equal(names, l.names) {
		return term.Nil
	}
	l.names = names
	out := make([]term.Term, len(names))
	for i, name := range names {
		out[i] = term.Str(called(name))
	}
	return term.List(out...)
}

// called formats a name as a prompt shows it.
func called(name term.Atom) string { return term.Inspect(name.Term(), term.Opts{}) }

func (l *listening) say(h kept) term.Term {
	to := end("", "", "")
	if h.Sent {
		to = l.receiving(h.To)
	}
	kind, text := Said(h.Message)
	return term.Tup(term.Int(int64(h.At)), term.Bool(h.Sent), l.process(h.Process), to, term.Int(int64(mark(h.Message))),
		term.Str(kind), term.Str(text), term.Bool(h.nobody))
}

func end(node, id, name string) term.Term {
	return term.Tup(term.Str(node), term.Str(id), term.Str(name))
}

// short returns a node's name without its host.
func short(node term.Atom) string {
	name, _, _ := strings.Cut(node.String(), "@")
	return name
}

// process describes a local or remote process as the end of a message.
func (l *listening) process(id *term.Pid) term.Term {
	if id.Node != term.LocalNode {
		return end(short(id.Node), pidID(id, id.Creation), "")
	}
	return end(short(l.m.Node()), pidID(id, l.m.Creation()), l.label(id))
}

// pidID returns an id that is unique over all runs of a node. The census uses the same form.
func pidID(id *term.Pid, creation uint32) string {
	return fmt.Sprintf("%d.%d.%d", id.ID, id.Serial, creation)
}

// label returns a readable name for a local process.
func (l *listening) label(id *term.Pid) string {
	pid := fmt.Sprintf("<0.%d.%d>", id.ID, id.Serial)
	p, _ := id.Proc.(*vm.Process)
	switch {
	case p == nil:
		return pid
	case p.Name() != 0:
		return called(p.Name())
	case p.Runs() == aEvaluator:
		return "shell"
	case p.Runs() != 0 && strings.HasPrefix(p.Runs().String(), "Elixir."):
		return called(p.Runs()) + pid
	}
	return pid
}

// receiving describes the destination of a message.
func (l *listening) receiving(to term.Term) term.Term {
	node := l.m.Node()
	if e := to.Elems(); len(e) == 2 && e[0].IsAtom() && e[1].IsAtom() {
		to, node = e[0], e[1].Atom()
	}
	switch {
	case to.Pid() != nil:
		return l.process(to.Pid())
	case to.IsAtom():
		return end(short(node), "", called(to.Atom()))
	case to.Ref() != nil && to.Ref().Node != term.LocalNode:
		node = to.Ref().Node
	}
	return end(short(node), "", "") // an alias: the receiver is not known here
}

// Said returns the kind of a message (such as call or cast) and its text.
func Said(msg term.Term) (kind, says string) {
	e := msg.Elems()
	switch {
	case len(e) == 3 && e[0].Is(aGenCall):
		return "call", show(e[2])
	case len(e) == 2 && e[0].Is(aGenCast):
		return "cast", show(e[1])
	case len(e) == 2 && isReference(e[0]):
		return "reply", show(e[1])
	case len(e) > 0 && e[0].IsAtom() && aSignals[e[0].Atom()] == len(e):
		return "signal", show(msg)
	}
	return "message", show(msg)
}

// isReference reports whether t is a reference or an alias.
func isReference(t term.Term) bool {
	if c := t.Cons(); c != nil {
		t = c.Tail
	}
	return t.Ref() != nil
}

func show(t term.Term) string {
	text := term.Inspect(t, term.Opts{Width: 1 << 20, Limit: mostShown, PrintableLimit: mostLetters})
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "…"
	}
	return text
}
