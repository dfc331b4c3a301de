package web

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// These are the default limits of a listener. The options of the listener can override them.
const (
	// maxConnections is the default max_connections of Ranch, which Cowboy uses.
	maxConnections = 16_384
	// maxListeners is the maximum number of listeners of a node.
	maxListeners  = 100
	maxHeader     = 64 << 10
	headerTimeout = 10 * time.Second
	idleTimeout   = 60 * time.Second
	writeTimeout  = 30 * time.Second
	// connectionBytes is the memory of a connection: buffers, stacks, its process and some headers.
	// All connections of a listener get at most a quarter of the node's memory.
	connectionBytes = 32 << 10
	// leftoverTimeout is the time limit for the rest of a body that the process did not read.
	leftoverTimeout = 5 * time.Second
)

type listener struct {
	w    *Web
	ref  *term.Ref
	http *http.Server
	// mod and fn name the function that is called with state and the request, in a new process for
	// each request.
	mod, fn term.Atom
	state   term.Term
	once    sync.Once
	// writeTimeout is the time limit for a single write to a client.
	writeTimeout time.Duration
	ctx          context.Context
	cancel       context.CancelFunc
}

// listen implements lab_web:listen(#{ip, port, ...}, {Module, Function, State}). It returns {:ok,
// Ref, Port} or {:error, Reason}. The caller owns the listener.
func (w *Web) listen(p *vm.Process, a []term.Term) vm.Step {
	opts, call := a[0].Map(), a[1].Elems()
	if opts == nil || len(call) != 3 || !call[0].IsAtom() || !call[1].IsAtom() {
		return p.Fail(vm.Badarg())
	}
	addr, ok := address(opts)
	if !ok {
		return p.Fail(vm.Badarg())
	}
	if !w.net.Allows(addr.Addr()) {
		return p.Return(failure(term.Intern("eaddrnotavail")))
	}
	l := &listener{w: w, ref: w.m.NewRef(), mod: call[0].Atom(), fn: call[1].Atom(), state: call[2],
		writeTimeout: duration(opts, "write_timeout", writeTimeout)}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.http = &http.Server{
		Handler:           l,
		ReadHeaderTimeout: duration(opts, "header_timeout", headerTimeout),
		IdleTimeout:       duration(opts, "idle_timeout", idleTimeout),
		MaxHeaderBytes:    number(opts, "max_header", maxHeader),
		ErrorLog:          log.New(io.Discard, "", 0),
		BaseContext:       func(net.Listener) context.Context { return l.ctx },
		ConnContext:       withConn,
		ConnState:         connState,
	}
	limit := min(number(opts, "max_connections", maxConnections), connectionsIn(w.m.Config().MaxMemory))
	p.OnExit(func() { go l.close() }) // also if p ends meanwhile
	return p.BlockThen(func() (term.Term, error) {
		if !w.admit(l) {
			return failure(term.Intern("emfile")), nil
		}
		socket, err := w.net.Listen(addr)
		if err != nil {
			l.close()
			return failure(posix(err)), nil
		}
		go func() { _ = l.http.Serve(counting{netutil.LimitListener(socket, limit), w.m}) }() // returns when the listener is closed
		port := socket.Addr().(*net.TCPAddr).Port
		return term.Tup(term.Ok, term.FromRef(l.ref), term.Int(int64(port))), nil
	}, func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) })
}

// admit adds l to the listeners. It reports false if there are too many, or if l is closed.
func (w *Web) admit(l *listener) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.listeners) >= maxListeners || l.ctx.Err() != nil {
		return false
	}
	w.listeners[l.ref.ID] = l
	return true
}

// connectionsIn returns the maximum number of connections of a listener for a memory limit.
func connectionsIn(memory uint64) int {
	return int(max(1, memory/4/connectionBytes))
}

func (l *listener) close() {
	l.once.Do(func() {
		l.cancel()
		l.w.mu.Lock()
		delete(l.w.listeners, l.ref.ID)
		l.w.mu.Unlock()
		_ = l.http.Close()
	})
}

// address reads the ip (a tuple of 4 or 8 integers) and the port from a listener's options.
func address(opts *term.Map) (netip.AddrPort, bool) {
	port := number(opts, "port", 0)
	ip := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if t, ok := opts.Get(term.Sym("ip")); ok {
		elems := t.Elems()
		switch len(elems) {
		case 4:
			var b [4]byte
			for i, e := range elems {
				n, _ := e.AsInt()
				b[i] = byte(n)
			}
			ip = netip.AddrFrom4(b)
		case 8:
			var b [16]byte
			for i, e := range elems {
				n, _ := e.AsInt()
				b[2*i], b[2*i+1] = byte(n>>8), byte(n)
			}
			ip = netip.AddrFrom16(b)
		default:
			return netip.AddrPort{}, false
		}
	}
	return netip.AddrPortFrom(ip, uint16(port)), port >= 0 && port <= 65535
}

func number(opts *term.Map, name string, fallback int) int {
	if t, ok := opts.Get(term.Sym(name)); ok {
		if n, ok := t.AsInt(); ok {
			return int(n)
		}
	}
	return fallback
}

func duration(opts *term.Map, name string, fallback time.Duration) time.Duration {
	return time.Duration(number(opts, name, int(fallback.Milliseconds()))) * time.Millisecond
}

// posix returns Erlang's name for an error of listening.
func posix(err error) term.Atom {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return term.Intern("eaddrinuse")
	case errors.Is(err, syscall.EACCES):
		return term.Intern("eacces")
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return term.Intern("eaddrnotavail")
	case errors.Is(err, syscall.EMFILE):
		return term.Intern("emfile")
	}
	return term.Intern("einval")
}
