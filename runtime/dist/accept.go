package dist

import (
	"context"
	"errors"
	"net"
	"time"

	"lab/runtime/term"
)

// maxIncoming bounds the handshakes that are under way at one time.
const maxIncoming = 256

func (e *Endpoint) acceptAll() {
	slots := make(chan struct{}, maxIncoming)
	for {
		conn, err := e.ln.Accept()
		if e.ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			return
		}
		if err != nil {
			// Out of descriptors, as a rule: what is accepted later may do better.
			time.Sleep(20 * time.Millisecond)
			continue
		}
		slots <- struct{}{}
		e.work.Go(func() {
			defer func() { <-slots }()
			e.admit(conn)
		})
	}
}

// admit takes one connection through the handshake.
func (e *Endpoint) admit(conn net.Conn) {
	ctx, cancel := context.WithTimeout(e.ctx, setupTime)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	var p *peer
	alive := false
	r, err := accept(conn, e.self(), func(r remote) verdict {
		if r.name == e.cfg.Name || e.isCut(r.name) {
			return sayNotAllowed
		}
		q := e.peer(term.Intern(r.name))
		q.settle()
		v := q.judge(e.cfg.Name)
		if v != sayNok {
			p, alive = q, v == sayAlive
		}
		return v
	})
	if err != nil || !stop() {
		conn.Close()
		e.refused(p, r, err)
		return
	}
	if alive {
		e.Disconnect(p.name, ErrClosedByPeer)
	}
	e.install(p, newLink(conn, r, e.cfg.Hidden, e.cfg.Codec), func() { p.coming-- })
}

// refused ends an attempt of a peer's that failed.
func (e *Endpoint) refused(p *peer, r remote, err error) {
	if errors.Is(err, errCookie) {
		e.cfg.Rejected(r.name, err)
	}
	if p == nil {
		return
	}
	p.mu.Lock()
	p.coming--
	e.fail(p, &ConnectError{r.name, CauseRejected, err})
}

// install makes l the link to p: what waited goes first, then whoever waits is
// told, then the link runs until its end. arrived is called with p locked.
func (e *Endpoint) install(p *peer, l *Link, arrived func()) {
	p.mu.Lock()
	arrived()
	if (p.link != nil && !p.closing) || e.ctx.Err() != nil {
		p.mu.Unlock()
		l.close(ErrDisconnected)
		return
	}
	p.settled = make(chan struct{})
	p.link, p.closing = l, false
	backlog, waiters := p.backlog, p.takeWaiters()
	p.backlog = nil
	l.out.push(backlog...)
	if e.isCut(p.name.String()) {
		l.cut.close()
	}
	p.mu.Unlock()
	e.cfg.Up(l)
	for _, w := range waiters {
		w <- nil
	}
	e.work.Go(func() { e.serve(p, l) })
}

// serve runs a link to its end and tells of it.
func (e *Endpoint) serve(p *peer, l *Link) {
	reason := l.run(e.cfg.Control, e.cfg.Unsent)
	p.mu.Lock()
	p.closing = true
	p.mu.Unlock()
	e.cfg.Down(l, reason)
	p.mu.Lock()
	close(p.settled)
	p.link, p.closing, p.settled = nil, false, nil
	if len(p.backlog) > 0 || len(p.waiters) > 0 {
		e.ensure(p)
	}
	p.mu.Unlock()
}
