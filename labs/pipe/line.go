package pipe

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"lab/labs/beats"
	"lab/runtime/etf"
	"lab/runtime/term"
)

// This file is the lab's end of the connection.

// Events receives a node's output and notifications. Its methods must not block.
type Events interface {
	// Text passes output of programs.
	Text(text []byte)
	// Up reports that the node answers requests. Its project is not loaded yet.
	Up()
	// Loaded reports that the node has tried to load its project. The argument ok says whether the
	// project was loaded.
	Loaded(ok bool)
	// Stopping reports that a program has begun to stop the node, with the place in its code.
	Stopping(place string)
	// Halted reports that a program ends the node, with the place in its code.
	Halted(place string)
	// Redefined reports that a program tried to define a sealed module, with the place in its
	// code.
	Redefined(module, place string)
}

// ErrGone means that the node has ended.
var ErrGone = errors.New("the node has ended")

// ErrSilent means that the node did not answer in time.
var ErrSilent = errors.New("the node does not answer")

// A ProgramError is an error in code on the node. It is not an error of the node itself.
type ProgramError struct{ Text string }

func (e *ProgramError) Error() string { return e.Text }

// A BusyError reports that code was running without an end. Place is the function of a program that
// it was in, if any.
type BusyError struct{ Place string }

func (e *BusyError) Error() string { return "it did not come to an end: " + e.Place }

// A Line is the lab's end of the connection to one node.
type Line struct {
	in     io.Writer
	own    etf.EncodeOpts
	events Events
	split  splitter

	writing sync.Mutex

	mu      sync.Mutex
	last    int64
	waiting map[int64]chan term.Term
	gone    chan struct{}
	ended   bool
}

// NewLine returns a line that writes requests to a node's standard input. The caller must write
// the node's standard output to the line. The options own encode terms in requests.
func NewLine(key string, in io.Writer, own etf.EncodeOpts, events Events) *Line {
	l := &Line{in: in, own: own, events: events, waiting: map[int64]chan term.Term{}, gone: make(chan struct{})}
	l.split = splitter{mark: mark(key), text: events.Text, frame: l.frame}
	return l
}

// Write processes output of the node. It must be called from a single goroutine.
func (l *Line) Write(b []byte) (int, error) { return l.split.Write(b) }

// Close records that the node has ended.
func (l *Line) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.ended = true
		close(l.gone)
	}
}

func (l *Line) frame(body []byte) {
	t, err := decode(body, etf.DecodeOpts{})
	e := t.Elems()
	if err != nil || len(e) == 0 || !e[0].IsAtom() {
		return
	}
	text := func(i int) string {
		if i < len(e) {
			if s, ok := e[i].AsStr(); ok {
				return s
			}
		}
		return ""
	}
	switch e[0].Atom().String() {
	case evUp:
		l.events.Up()
	case evLoaded:
		l.events.Loaded(true)
	case evUnloaded:
		l.events.Loaded(false)
	case evStopping:
		l.events.Stopping(text(1))
	case evHalted:
		l.events.Halted(text(2))
	case evRedefine:
		if len(e) == 3 {
			l.events.Redefined(term.Inspect(e[1], term.Opts{}), text(2))
		}
	case evAnswer:
		if len(e) == 3 {
			l.deliver(e[1], e[2])
		}
	}
}

func (l *Line) deliver(number, result term.Term) {
	n, _ := number.AsInt()
	l.mu.Lock()
	defer l.mu.Unlock()
	if c := l.waiting[n]; c != nil {
		delete(l.waiting, n)
		c <- result
	}
}

// grace is the additional time for a reply beyond the time limit of the request.
const grace = 3 * time.Second

// ask sends a request and waits for the reply. The limit is the time that the node may work on the
// request.
func (l *Line) ask(ctx context.Context, limit time.Duration, op string, args ...term.Term) (term.Term, error) {
	answer := make(chan term.Term, 1)
	l.mu.Lock()
	l.last++
	n := l.last
	l.waiting[n] = answer
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		delete(l.waiting, n)
		l.mu.Unlock()
	}()
	request := term.Tup(term.Int(n), term.Sym(op), term.Tup(args...), term.Int(limit.Milliseconds()))
	sent := make(chan error, 1)
	go func() { sent <- l.send(request) }() // a frozen node does not read
	late, stop := beats.After(limit + stopTime + grace)
	defer stop()
	for {
		select {
		case result := <-answer:
			return unwrap(result)
		case err := <-sent:
			var wrong *ProgramError
			if errors.As(err, &wrong) {
				return term.Term{}, wrong
			}
			if err != nil {
				return term.Term{}, fmt.Errorf("%w: %w", ErrGone, err)
			}
			sent = nil
		case <-l.gone:
			return term.Term{}, ErrGone
		case <-late:
			return term.Term{}, ErrSilent
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return term.Term{}, ErrSilent
			}
			return term.Term{}, ctx.Err()
		}
	}
}

func (l *Line) send(request term.Term) error {
	body, err := encode(request, l.own)
	if err != nil {
		return err
	}
	if len(body) > maxFrame {
		// Our own part of a request is small, so a request that is too large contains values from
		// programs.
		return &ProgramError{"the values returned so far are too large in total"}
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	_, err = l.in.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...))
	return err
}

func unwrap(result term.Term) (term.Term, error) {
	e := result.Elems()
	if len(e) == 2 && e[0].Is(term.Ok.Atom()) {
		return e[1], nil
	}
	if len(e) == 2 && e[0].Is(aBusy) {
		text, _ := e[1].AsStr()
		return term.Term{}, &BusyError{text}
	}
	if len(e) == 2 {
		text, _ := e[1].AsStr()
		return term.Term{}, &ProgramError{text}
	}
	return term.Term{}, errors.New("an invalid answer")
}

// Call calls a function on the node.
func (l *Line) Call(ctx context.Context, limit time.Duration, mod, fn term.Atom, args ...term.Term) (term.Term, error) {
	return l.ask(ctx, limit, opCall, mod.Term(), fn.Term(), term.List(args...))
}

// Eval evaluates code and returns its value. The bindings are a keyword list.
func (l *Line) Eval(ctx context.Context, limit time.Duration, code string, bindings term.Term) (term.Term, error) {
	return l.ask(ctx, limit, opEval, term.Str(code), bindings)
}

// Attempt evaluates code and returns its outcome in the form that Server.outcome defines.
func (l *Line) Attempt(ctx context.Context, limit time.Duration, code string, bindings term.Term) (term.Term, error) {
	return l.ask(ctx, limit, opAttempt, term.Str(code), bindings)
}

// observeTime is the timeout of requests to the runtime.
const observeTime = 5 * time.Second

// Tap starts to record the messages that reach the processes of callback modules.
func (l *Line) Tap(ctx context.Context, mods ...term.Term) error {
	_, err := l.ask(ctx, observeTime, opTap, term.List(mods...))
	return err
}

// Heard returns the messages that reached the tapped processes since the last call: their number,
// and a list of {:call, request}, {:cast, request} and {:info, message}.
func (l *Line) Heard(ctx context.Context) (count int, messages []term.Term, err error) {
	v, err := l.ask(ctx, observeTime, opHeard)
	if err != nil {
		return 0, nil, err
	}
	if e := v.Elems(); len(e) == 2 {
		n, _ := e[0].AsInt()
		messages, _ = e[1].Slice()
		count = int(n)
	}
	return count, messages, nil
}

// Seal prevents programs from replacing modules that are defined next. The first definition of
// each module counts.
func (l *Line) Seal(ctx context.Context, mods ...term.Term) error {
	_, err := l.ask(ctx, observeTime, opSeal, term.List(mods...))
	return err
}

// Where returns a function of the student that is on the stack of a process, or "" if there is
// none. If several processes have one, Where takes the process that has used the most reductions so
// far.
func (l *Line) Where(ctx context.Context) (string, error) {
	v, err := l.ask(ctx, observeTime, opWhere)
	text, _ := v.AsStr()
	return text, err
}

// Served returns the requests that the node's web server has answered since the last call.
func (l *Line) Served(ctx context.Context) ([]Request, error) {
	v, err := l.ask(ctx, observeTime, opServed)
	if err != nil {
		return nil, err
	}
	list, _ := v.Slice()
	var all []Request
	for _, t := range list {
		if e := t.Elems(); len(e) == 3 {
			var r Request
			r.Method, _ = e[0].AsStr()
			r.Target, _ = e[1].AsStr()
			status, _ := e[2].AsInt()
			r.Status = int(status)
			all = append(all, r)
		}
	}
	return all, nil
}

// A Request is a request that a node's web server has answered, with its status.
type Request struct {
	Method, Target string
	Status         int
}

// Count returns the number of processes with a callback module.
func (l *Line) Count(ctx context.Context, mod term.Term) (int, error) {
	v, err := l.ask(ctx, observeTime, opCount, mod)
	n, _ := v.AsInt()
	return int(n), err
}

// Asked returns the connection attempts by processes below supervisors of a module, as a map from
// node to the number of attempts.
func (l *Line) Asked(ctx context.Context, mod term.Term) (term.Term, error) {
	return l.ask(ctx, observeTime, opAsked, mod)
}

// Cut cuts the node's links to peers.
func (l *Line) Cut(ctx context.Context, peers ...term.Term) error {
	_, err := l.ask(ctx, observeTime, opCut, term.List(peers...))
	return err
}

// Heal heals the node's links to peers.
func (l *Line) Heal(ctx context.Context, peers ...term.Term) error {
	_, err := l.ask(ctx, observeTime, opHeal, term.List(peers...))
	return err
}
