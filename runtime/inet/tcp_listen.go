package inet

import (
	"net"
	"sync"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A listener is a listening socket of a program. It accepts connections only while a call of
// accept/1 is pending. Other connections wait in the operating system's backlog.
type listener struct {
	h    *Host
	port *term.Port
	ln   net.Listener

	mu      sync.Mutex
	opts    tcpOptions
	owner   *term.Pid
	waiting []*accepting
	ready   []net.Conn // accepted when no call was pending any more
	running bool
	closed  bool
}

// An accepting is a pending call of accept/1.
type accepting struct {
	by     term.Term
	answer func(term.Term, error)
}

func (l *listener) term() term.Term { return term.FromPort(l.port) }

// accept waits for a connection for at most limit. A negative limit means forever.
func (l *listener) accept(p *vm.Process, limit time.Duration) vm.Step {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return p.Return(failure(errClosed))
	}
	a := &accepting{by: p.PID()}
	return p.Await(func(reply func(term.Term, error)) {
		a.answer = reply
		l.waiting = append(l.waiting, a)
		l.match()
		if limit >= 0 {
			l.h.m.After(limit, func() { l.giveUp(a) })
		}
	}, l.h.ownTCP)
}

// match passes accepted connections to the pending accept calls. It continues to accept while a
// call is pending.
func (l *listener) match() {
	for len(l.waiting) > 0 && len(l.ready) > 0 {
		a, conn := l.waiting[0], l.ready[0]
		l.waiting = l.waiting[1:]
		if l.h.m.Lookup(a.by) == nil {
			continue // exited while it waited
		}
		l.ready = l.ready[1:]
		a.answer(l.h.entered(l.h.newStream(conn, l.opts)), nil)
	}
	if len(l.waiting) > 0 && !l.running && !l.closed {
		l.running = true
		go func() {
			if err := bulkhead.Within("a TCP listener", func() error { l.take(); return nil }); err != nil {
				l.h.broken(err)
				l.h.dropTCP(l.port.ID)
			}
		}()
	}
}

func (l *listener) take() {
	for {
		conn, err := l.ln.Accept()
		l.mu.Lock()
		if err != nil {
			l.running = false
			for _, a := range l.waiting {
				a.answer(failure(err), nil)
			}
			l.waiting = nil
			l.mu.Unlock()
			return
		}
		l.ready = append(l.ready, conn)
		l.running = false
		more := len(l.waiting) > 1
		if more {
			l.running = true
		}
		l.match()
		l.mu.Unlock()
		if !more {
			return
		}
	}
}

func (l *listener) giveUp(a *accepting) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, other := range l.waiting {
		if other == a {
			l.waiting = append(l.waiting[:i:i], l.waiting[i+1:]...)
			a.answer(failure(errTimeout), nil)
			return
		}
	}
}

func (l *listener) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.closed = true
	_ = l.ln.Close()
	for _, a := range l.waiting {
		a.answer(failure(errClosed), nil)
	}
	for _, conn := range l.ready {
		_ = conn.Close()
	}
	l.waiting, l.ready = nil, nil
}

func (l *listener) options() *tcpOptions { return &l.opts }
func (l *listener) lock() *sync.Mutex    { return &l.mu }
func (l *listener) local() net.Addr      { return l.ln.Addr() }
func (l *listener) ownedBy() **term.Pid  { return &l.owner }
