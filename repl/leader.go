package repl

import (
	"errors"
	"io"
	"slices"
	"sync"

	"lab/runtime/term"
)

// A Terminal shows the output of programs and reads lines for them.
type Terminal interface {
	// Print shows text that a program wrote. It may be called at any time, even while a line is
	// being read.
	Print(text string)
	// ReadLine shows prompt and returns the next line with its newline. The last line lacks the
	// newline if the input does. If cancel is closed first, ReadLine takes nothing from the input.
	ReadLine(prompt string, cancel <-chan struct{}) (string, error)
	// Size returns the columns and rows. It returns false if there is no screen.
	Size() (columns, rows int, ok bool)
}

// A Host is the node on which the group leader runs.
type Host interface {
	// Send sends msg to a process.
	Send(to, msg term.Term)
	// Apply calls a function and returns its value.
	Apply(module, function term.Atom, args []term.Term) (term.Term, error)
}

// errInterrupted is the error of a read that the user interrupted.
var errInterrupted = errors.New("interrupted")

// errCancelled is the error of a read whose reading process has ended.
var errCancelled = errors.New("the reader has ended")

// A Leader is a group leader. It serves the I/O protocol for a terminal. Writes are done
// immediately. Reads are queued.
type Leader struct {
	host Host
	term Terminal

	mu      sync.Mutex
	binary  bool
	echo    bool
	expand  term.Term // the completion fun, set by setopts
	reads   []request
	waiting chan struct{} // receives when reads is not empty
	now     *request      // the read in progress
	rest    string        // input left over by the last read
}

// NewLeader returns a leader for t. Its reads are served until stop is closed.
func NewLeader(host Host, t Terminal, stop <-chan struct{}) *Leader {
	l := &Leader{host: host, term: t, binary: true, echo: true, waiting: make(chan struct{}, 1)}
	go l.serveReads(stop)
	return l
}

// Expand returns the function that completes a line, or the zero Term if none was set.
func (l *Leader) Expand() term.Term {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.expand
}

// Handle processes one message of the leader's mailbox. It reports whether the message was an I/O
// request. The caller must call Ended when a process that sent a read request ends.
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

// Ended drops the reads of a process that has ended, so that they do not consume input meant for
// others.
func (l *Leader) Ended(pid term.Term) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads = slices.DeleteFunc(l.reads, func(r request) bool { return term.Equal(r.from, pid) })
	if l.now != nil && term.Equal(l.now.from, pid) {
		close(l.now.cancel)
		l.now = nil
	}
}

// cancelled returns the channel that is closed when the current read is cancelled.
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

// line returns the next line: the remainder of an earlier read, or a new line.
func (l *Leader) line(prompt term.Term) (string, error) {
	if s := l.rest; s != "" {
		l.rest = ""
		return s, nil
	}
	p, _ := text(prompt)
	return l.term.ReadLine(p, l.cancelled())
}

// result converts the text of a read to a binary, or to a charlist if the binary option is off.
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
