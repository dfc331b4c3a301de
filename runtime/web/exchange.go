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

// An exchange is a request with its answer. The goroutine that serves the connection waits in
// serve until the process has answered or exited. Meanwhile the operations of the process run on
// other goroutines, one at a time.
type exchange struct {
	l    *listener
	ref  *term.Ref
	pid  term.Term // set by the process before it calls any operation
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context
	body *bufio.Reader // nil until the first read
	// read reports whether the whole body was read. late reports whether the client exceeded the
	// time limit.
	read, late bool

	mu    sync.Mutex // serializes operations on w and r
	begun atomic.Bool
	done  chan struct{} // closed when nothing more will be written
	once  sync.Once
	gone  chan struct{} // closed when the process has exited

	socket atomic.Pointer[socket]
}

// ServeHTTP starts a process for the request and serves it.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{l: l, ref: l.w.m.NewRef(), w: w, r: r, ctx: r.Context(),
		done: make(chan struct{}), gone: make(chan struct{})}
	headersRead(r)
	if status := x.refused(); status != 0 {
		x.refuse(status)
		return
	}
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

// registers is the number of registers that a typical page of a generated project needs.
const registers = 512

// serve waits until the answer is complete or the process has exited.
func (x *exchange) serve(pid term.Term) {
	select {
	case <-x.done:
	case <-x.gone:
	case <-x.l.ctx.Done():
		x.l.w.m.Exit(pid, pid, term.Sym("shutdown"))
	}
	x.mu.Lock() // waits for an operation that is still running
	defer x.mu.Unlock()
	x.finish()
	if s := x.socket.Load(); s != nil {
		s.end()
		return
	}
	if !x.begun.Swap(true) {
		x.refuse(http.StatusInternalServerError)
	}
}

// refuse answers with a status of an error and ends the connection.
func (x *exchange) refuse(status int) {
	x.note(status)
	x.w.Header().Set("Connection", "close")
	x.w.WriteHeader(status)
}

func (x *exchange) finish() { x.once.Do(func() { close(x.done) }) }

// begin claims the right to answer. It reports false if an answer was already begun.
func (x *exchange) begin() bool { return !x.begun.Swap(true) }
