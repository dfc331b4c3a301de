package web

import (
	"bufio"
	"context"
	"net/http"
	"sync"
	"sync/atomic"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// An exchange is a request and what becomes of it. The goroutine that serves the
// connection waits in serve until the process has answered or ended; what the
// process asks for runs on goroutines of its own meanwhile, one at a time.
type exchange struct {
	l    *listener
	ref  *term.Ref
	pid  term.Term // set by the process itself, before it asks for anything
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context
	body *bufio.Reader // nil until it is read
	// read says that the whole body was; late that the client took too long for it.
	read, late bool

	mu    sync.Mutex // one operation at a time on w and r
	begun atomic.Bool
	done  chan struct{} // closed when nothing more will be written
	once  sync.Once
	gone  chan struct{} // closed when the process ended

	socket atomic.Pointer[socket]
}

// ServeHTTP hands a request to a process of its own.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{l: l, ref: l.w.m.NewRef(), w: w, r: r, ctx: r.Context(),
		done: make(chan struct{}), gone: make(chan struct{})}
	l.w.mu.Lock()
	l.w.exchanges[x.ref.ID] = x
	l.w.mu.Unlock()
	defer func() {
		l.w.mu.Lock()
		delete(l.w.exchanges, x.ref.ID)
		l.w.mu.Unlock()
	}()
	var pid term.Term
	err := bulkhead.Within("a request", func() error {
		request := x.describe()
		pid = l.w.m.SpawnStep(vm.SpawnOpts{}, func(p *vm.Process) vm.Step {
			x.pid = p.PID()
			p.Reserve(registers)
			p.OnExit(func() { close(x.gone) })
			return p.TailApply(l.mod, l.fn, l.state, request)
		})
		x.serve(pid)
		return nil
	})
	if err != nil {
		l.w.Broken(err)
		l.w.m.Exit(pid, pid, term.Sym("shutdown"))
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
}

// registers are what a page of a generated project needs.
const registers = 512

// serve waits until the answer is complete: once it was sent whole, else when the
// process ends.
func (x *exchange) serve(pid term.Term) {
	select {
	case <-x.done:
	case <-x.gone:
	case <-x.l.ctx.Done():
		x.l.w.m.Exit(pid, pid, term.Sym("shutdown"))
	}
	x.mu.Lock() // an operation under way ends before the connection is given back
	defer x.mu.Unlock()
	x.finish()
	if s := x.socket.Load(); s != nil {
		s.end()
		return
	}
	if !x.begun.Swap(true) {
		x.note(http.StatusInternalServerError)
		x.w.Header().Set("Connection", "close")
		x.w.WriteHeader(http.StatusInternalServerError)
	}
}

func (x *exchange) finish() { x.once.Do(func() { close(x.done) }) }

// begin claims the right to answer; false where that was done already.
func (x *exchange) begin() bool { return !x.begun.Swap(true) }
