package repl

import (
	"errors"
	"io"
	"slices"
	"sync"

	"lab/runtime/term"
)

// A Terminal is where text goes to and lines come from.
type Terminal interface {
	// Print shows text that a program wrote. It may be called at any time, also
	// while a line is being read.
	Print(text string)
	// ReadLine shows prompt and returns the next line, its newline included. The
	// last line of an input that ends without one comes without. Where cancel is
	// closed first, nothing is taken from the input.
	ReadLine(prompt string, cancel <-chan struct{}) (string, error)
	// Size returns the columns and rows, or false where there is no screen.
	Size() (columns, rows int, ok bool)
}

// A Host is the node on which the group leader lives.
type Host interface {
	// Send sends msg to a process.
	Send(to, msg term.Term)
	// Apply calls a function and waits for its value.
	Apply(module, function term.Atom, args []term.Term) (term.Term, error)
}

// errInterrupted is what a read returns that the user broke off.
var errInterrupted = errors.New("interrupted")

// errCancelled is what a read returns whose reader has ended.
var errCancelled = errors.New("the reader has ended")

// A Leader answers the I/O protocol in front of a terminal. Writes are done at
// once; reads wait their turn.
type Leader struct {
	host Host
	term Terminal

	mu      sync.Mutex
	binary  bool
	echo    bool
	expand  term.Term // the fun that completes, by setopts
	reads   []request
	waiting chan struct{} // signals that reads is not empty
	now     *request      // the read under way
	rest    string        // what was read beyond the last answer
}

// NewLeader returns a leader for t. Its reads are served until stop is closed.
func NewLeader(host Host, t Terminal, stop <-chan struct{}) *Leader {
	l := &Leader{host: host, term: t, binary: true, echo: true, waiting: make(chan struct{}, 1)}
	go l.serveReads(stop)
	return l
}

// Expand returns the function that completes a line, the zero Term where none
// was set.
func (l *Leader) Expand() term.Term {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.expand
}

// Handle takes one message of the leader's mailbox; it reports whether the
// message was an I/O request. The caller tells by Ended when a process ends that
// has sent a read.
func (l *Leader) Handle(msg term.Term) bool {
	e := msg.Elems()
	if len(e) != 4 || !e[0].Is(aIORequest) {
		return false
	}
	r := request{from: e[1], as: e[2], what: e[3], cancel: make(chan struct{})}
	if r.reads() {
		l.mu.Lock()
		l.reads = append(l.reads, r)
		l.mu.Unlock()
		select {
		case l.waiting <- struct{}{}:
		default:
		}
		return true
	}
	l.reply(r, l.serve(r.what))
	return true
}

func (l *Leader) reply(r request, answer term.Term) {
	l.host.Send(r.from, term.Tup(aIOReply.Term(), r.as, answer))
}

func (l *Leader) serveReads(stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-l.waiting:
		}
		for r := l.next(); r != nil; r = l.next() {
			l.reply(*r, l.serve(r.what))
		}
	}
}

func (l *Leader) next() *request {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = nil
	if len(l.reads) == 0 {
		return nil
	}
	r := l.reads[0]
	l.reads = l.reads[1:]
	l.now = &r
	return l.now
}

// Ended drops the reads of a process that has ended, so that the next line goes
// to somebody who is there.
func (l *Leader) Ended(pid term.Term) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads = slices.DeleteFunc(l.reads, func(r request) bool { return term.Equal(r.from, pid) })
	if l.now != nil && term.Equal(l.now.from, pid) {
		close(l.now.cancel)
		l.now = nil
	}
}

// cancelled returns the channel that ends the read under way.
func (l *Leader) cancelled() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now == nil {
		over := make(chan struct{})
		close(over)
		return over
	}
	return l.now.cancel
}

// line returns the next line: what an earlier read left, or a new one.
func (l *Leader) line(prompt term.Term) (string, error) {
	if s := l.rest; s != "" {
		l.rest = ""
		return s, nil
	}
	p, _ := text(prompt)
	return l.term.ReadLine(p, l.cancelled())
}

// result turns what was read into a value: a binary, or a charlist where the
// binary option is off.
func (l *Leader) result(s string, err error) term.Term {
	switch {
	case errors.Is(err, io.EOF):
		return aEOF.Term()
	case errors.Is(err, errInterrupted):
		return term.Tup(term.Error, aInterrupted.Term())
	case err != nil:
		return term.Tup(term.Error, aTerminated.Term())
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.binary {
		return term.Str(s)
	}
	return term.Charlist(s)
}
