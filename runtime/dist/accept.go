package dist

import (
	"context"
	"errors"
	"net"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
)

// maxIncoming is the maximum number of handshakes in progress.
const maxIncoming = 256

func (e *Endpoint) acceptAll() {
	for {
		conn, err := e.ln.Accept()
		if e.ctx.Err() != nil {
			if err == nil {
				conn.Close()
			}
			return
		}
		if err != nil {
			// The usual cause is a lack of file descriptors. Close the connection that has waited
			// longest without authenticating.
			e.porch.Clear()
			time.Sleep(20 * time.Millisecond)
			continue
		}
		e.porch.Enter(conn)
		e.work.Go(func() {
			defer e.porch.Leave(conn)
			e.admit(conn)
		})
	}
}

// admit performs the handshake of an incoming connection.
func (e *Endpoint) admit(conn net.Conn) {
	ctx, cancel := context.WithTimeout(e.ctx, setupTime)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	var p *peer // nil until the handshake has received its name
	var v verdict
	var r remote
	err := bulkhead.Within("a handshake", func() (err error) {
		r, err = accept(conn, e.self(), func(r remote) verdict {
			if r.name == e.cfg.Name || e.isCut(r.name) {
				return sayNotAllowed
			}
			p = e.visit(r.name)
			v = p.judge(e.cfg.Name, r.name)
			return v
		})
		return err
	})
	if p != nil {
		defer e.leave(p, r.name)
	}
	if err != nil || !stop() || !e.porch.Leave(conn) {
		conn.Close()
		e.refused(p, v, r, err)
		return
	}
	node := term.Intern(r.name) // the name is authenticated, so it may become an atom
	e.peer(node)
	if l := e.Link(node); l != nil && (v == sayAlive || l.Creation != r.creation) {
		e.Disconnect(node, ErrClosedByPeer)
	}
	e.install(p, newLink(conn, r, &e.cfg), func() { p.coming-- })
}

// refused handles a failed incoming connection. If messages were waiting for that connection,
// refused starts a connection from this node. This is necessary because the failed connection may
// have come from a stranger under the peer's name.
func (e *Endpoint) refused(p *peer, v verdict, r remote, err error) {
	e.tellBreach(err)
	if errors.Is(err, errCookie) {
		e.cfg.Rejected(r.name, err)
	}
	if p == nil || v == sayNok {
		return
	}
	p.mu.Lock()
	p.coming--
	if len(p.backlog) > 0 || len(p.waiters) > 0 {
		e.try(p)
	}
	p.mu.Unlock()
}

// visit returns the peer that an incoming connection claims to be. The caller must release it with
// leave.
func (e *Endpoint) visit(name string) *peer {
	e.mu.Lock()
	var p *peer
	if node, known := term.LookupAtom(name); known {
		p = e.peers[node]
	}
	if p == nil {
		p = e.strangers[name]
	}
	if p == nil {
		p = &peer{}
		e.strangers[name] = p
	}
	p.visits++
	e.mu.Unlock()
	p.settle()
	return p
}

// leave releases a peer. It forgets a stranger without further connections.
func (e *Endpoint) leave(p *peer, name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if p.visits--; p.visits == 0 && e.strangers[name] == p {
		delete(e.strangers, name)
	}
}

// install makes l the link to p. It first sends the waiting messages, then notifies the waiters,
// then runs the link. It calls arrived with p locked.
func (e *Endpoint) install(p *peer, l *Link, arrived func()) {
	p.mu.Lock()
	for p.closing { // the receiver is first told about the end of the last link
		told := p.settled
		p.mu.Unlock()
		<-told
		p.mu.Lock()
	}
	arrived()
	if p.link != nil || e.ctx.Err() != nil {
		p.mu.Unlock()
		l.close(ErrDisconnected)
		return
	}
	p.link, p.settled, p.hoped = l, make(chan struct{}), false
	backlog, waiters := p.backlog, p.takeWaiters()
	p.backlog = nil
	l.out.push(backlog...)
	if e.isCut(p.name.String()) {
		l.cut.close()
	}
	p.mu.Unlock()
	e.tellBreach(bulkhead.Within("a new link", func() error { e.cfg.Up(l); return nil }))
	for _, w := range waiters {
		w <- nil
	}
	e.work.Go(func() { e.serve(p, l) })
}

// serve runs a link until the link ends, and then notifies the receiver.
func (e *Endpoint) serve(p *peer, l *Link) {
	reason := l.run(e.cfg.Control, e.cfg.Unsent)
	p.mu.Lock()
	p.closing = true
	p.mu.Unlock()
	e.tellBreach(reason)
	e.tellBreach(bulkhead.Within("the end of a link", func() error { e.cfg.Down(l, reason); return nil }))
	p.mu.Lock()
	close(p.settled)
	p.link, p.closing, p.settled = nil, false, nil
	if len(p.backlog) > 0 || len(p.waiters) > 0 {
		e.ensure(p)
	}
	p.mu.Unlock()
}

// tellBreach reports err if it is a bug in this program.
func (e *Endpoint) tellBreach(err error) {
	var b *bulkhead.Breach
	if errors.As(err, &b) {
		e.cfg.Broken(err)
	}
}
