package dist

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/porch"
	"lab/runtime/reach"
	"lab/runtime/term"
)

// setupTime is how long it may take to make a connection (kernel's net_setuptime).
const setupTime = 7 * time.Second

// A Receiver is told what happens at an endpoint. Calls for one link come in
// order, each after the last has returned: Up, then Control, then Down.
type Receiver interface {
	// Up tells of a new link, before anything that comes over it.
	Up(l *Link)
	// Control hands over a control message and its payload (the zero Term where
	// there is none). An error says that the peer does not keep to the protocol:
	// the link is closed.
	Control(l *Link, control []term.Term, payload term.Term) error
	// Down tells that a link has ended.
	Down(l *Link, reason error)
	// Failed tells that no link could be made, and that what waited for it is lost.
	Failed(node term.Atom, err error)
	// Unsent tells of a message that could not be put into bytes, and is lost.
	Unsent(node term.Atom, err error)
	// Rejected tells of an attempt from outside that did not prove the cookie. The
	// name is a stranger's word: it must not become an atom.
	Rejected(peer string, err error)
	// Broken tells of a mistake of this program, for which a link or an attempt was
	// ended.
	Broken(err error)
}

// Config says who this node is.
type Config struct {
	// Name is the node's full name, NAME@HOST.
	Name string
	// Creation is this incarnation's number, from epmd.
	Creation uint32
	// Hidden nodes take no part in the full mesh.
	Hidden bool
	// Cookie returns the secret that is shared with a peer.
	Cookie func(peer string) string
	// Resolve returns the address at which a node listens. Its errors should be
	// *ConnectError.
	Resolve func(ctx context.Context, name string) (addr string, err error)
	// Net is where nodes may be.
	Net reach.Net
	// Slack is how many times longer than usual a peer may be silent; 0 is once.
	Slack int
	Codec Codec
	Receiver
}

// An Endpoint is one node's end of the distribution.
type Endpoint struct {
	cfg Config
	ln  net.Listener
	ctx context.Context
	end context.CancelFunc

	porch *porch.Porch

	mu    sync.Mutex
	peers map[term.Atom]*peer
	// strangers are peers that came and have not proved the cookie yet. They go when
	// their attempts have failed, and become peers otherwise.
	strangers map[string]*peer
	cuts      map[string]bool
	work      sync.WaitGroup
}

// Listen opens the port at which a node will accept its peers; the port is known
// before the node's creation is.
func Listen(gate reach.Net, at netip.Addr) (net.Listener, error) {
	ln, err := gate.Listen(netip.AddrPortFrom(at, 0))
	if err != nil {
		return nil, fmt.Errorf("listen for nodes: %w", err)
	}
	return ln, nil
}

// New returns an endpoint that will accept peers on ln once it is started.
func New(cfg Config, ln net.Listener) *Endpoint {
	e := &Endpoint{cfg: cfg, ln: ln, porch: porch.New(maxIncoming), peers: map[term.Atom]*peer{},
		strangers: map[string]*peer{}, cuts: map[string]bool{}}
	e.ctx, e.end = context.WithCancel(context.Background())
	return e
}

// Start accepts peers from now on.
func (e *Endpoint) Start() { e.work.Go(e.acceptAll) }

// Close ends all links and waits until their ends have been told.
func (e *Endpoint) Close() {
	e.end()
	e.ln.Close()
	for _, l := range e.Links() {
		l.close(ErrDisconnected)
	}
	e.work.Wait()
}

func (e *Endpoint) self() self {
	flags := uint64(capabilities)
	if !e.cfg.Hidden {
		flags |= flagPublished
	}
	return self{e.cfg.Name, e.cfg.Creation, flags, e.cfg.Cookie}
}

func (e *Endpoint) peer(node term.Atom) *peer {
	e.mu.Lock()
	defer e.mu.Unlock()
	p := e.peers[node]
	if p != nil {
		return p
	}
	name := node.String()
	if p = e.strangers[name]; p == nil {
		p = &peer{}
	}
	delete(e.strangers, name)
	p.name = node
	e.peers[node] = p
	return p
}

// Links returns the open links.
func (e *Endpoint) Links() []*Link {
	e.mu.Lock()
	peers := make([]*peer, 0, len(e.peers))
	for _, p := range e.peers {
		peers = append(peers, p)
	}
	e.mu.Unlock()
	var links []*Link
	for _, p := range peers {
		p.mu.Lock()
		if p.link != nil && !p.closing {
			links = append(links, p.link)
		}
		p.mu.Unlock()
	}
	return links
}

// Link returns the open link to node, or nil.
func (e *Endpoint) Link(node term.Atom) *Link {
	p := e.peer(node)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closing {
		return nil
	}
	return p.link
}

// Post sends m to node without waiting. Where there is no link yet, one is made
// if connect is true, and m follows when it is up; otherwise m is dropped. It
// reports whether m was sent or waits.
func (e *Endpoint) Post(node term.Atom, m Message, connect bool) bool {
	p := e.peer(node)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.link != nil && !p.closing:
		p.link.push(m)
	case connect || p.dialing || p.coming > 0:
		p.backlog = append(p.backlog, m)
		e.ensure(p)
	default:
		return false
	}
	return true
}

// Connect makes a link to node, or returns nil at once where there is one.
func (e *Endpoint) Connect(node term.Atom) error {
	p := e.peer(node)
	p.mu.Lock()
	if p.link != nil && !p.closing {
		p.mu.Unlock()
		return nil
	}
	w := make(chan error, 1)
	p.waiters = append(p.waiters, w)
	e.ensure(p)
	p.mu.Unlock()
	select {
	case err := <-w:
		return err
	case <-e.ctx.Done():
		return &ConnectError{node.String(), CauseNotAlive, errClosed}
	}
}

// Disconnect ends the link to node with reason; it reports whether there was one.
func (e *Endpoint) Disconnect(node term.Atom, reason error) bool {
	p := e.peer(node)
	p.mu.Lock()
	l, done := p.link, p.settled
	if p.closing {
		l = nil
	}
	p.mu.Unlock()
	if l == nil {
		return false
	}
	l.close(reason)
	<-done
	return true
}

// ensure starts an attempt where none is on its way, ours or theirs; p is locked.
func (e *Endpoint) ensure(p *peer) {
	if p.coming == 0 {
		e.try(p)
	}
}

// try starts an attempt unless there is one of ours; p is locked.
func (e *Endpoint) try(p *peer) {
	if p.dialing || p.link != nil || e.ctx.Err() != nil {
		return
	}
	p.dialing = true
	e.work.Go(func() { e.attempt(p) })
}

// attempt dials a peer and tells how it went.
func (e *Endpoint) attempt(p *peer) {
	p.settle()
	var l *Link
	err := bulkhead.Within("a handshake", func() (err error) {
		l, err = e.dial(p)
		return err
	})
	e.tellBreach(err)
	if err == nil {
		e.install(p, l, func() { p.dialing = false })
		return
	}
	if errors.Is(err, errYield) && e.awaitTheirs(p) {
		return
	}
	p.mu.Lock()
	p.dialing = false
	e.fail(p, err)
}

// fail gives up what waits, unless an attempt of the peer's is still on its way: that
// is waited for once, as it may be a stranger's. p is locked; fail unlocks it.
func (e *Endpoint) fail(p *peer, err error) {
	if p.coming > 0 && !p.hoped || p.link != nil && !p.closing {
		p.hoped = true
		p.mu.Unlock()
		return
	}
	p.hoped = false
	lost := len(p.backlog)
	p.backlog = nil
	waiters := p.takeWaiters()
	p.mu.Unlock()
	if lost+len(waiters) > 0 {
		e.cfg.Failed(p.name, err)
	}
	for _, w := range waiters {
		w <- err
	}
}

// awaitTheirs waits for the attempt that ours gave way to; it reports whether it
// arrived, whatever its outcome.
func (e *Endpoint) awaitTheirs(p *peer) bool {
	for end := time.Now().Add(yieldPatience); time.Now().Before(end) && e.ctx.Err() == nil; {
		p.mu.Lock()
		up := p.link != nil && !p.closing
		if up {
			p.dialing = false
		}
		p.mu.Unlock()
		if up {
			return true
		}
		time.Sleep(5 * time.Millisecond)
	}
	return false
}

func (e *Endpoint) dial(p *peer) (*Link, error) {
	name := p.name.String()
	fail := func(c Cause, err error) (*Link, error) {
		var told *ConnectError
		if errors.As(err, &told) {
			return nil, err
		}
		return nil, &ConnectError{name, c, err}
	}
	if e.isCut(name) {
		return fail(CauseCut, errCut)
	}
	ctx, cancel := context.WithTimeout(e.ctx, setupTime)
	defer cancel()
	addr, err := e.cfg.Resolve(ctx, name)
	if err != nil {
		return fail(CauseUnknownName, err)
	}
	conn, err := e.cfg.Net.DialText(ctx, addr)
	if errors.Is(err, reach.ErrOutside) {
		return fail(CauseOutside, err)
	}
	if err != nil {
		return fail(CauseUnreachable, err)
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	r, err := initiate(conn, e.self(), name, func() bool { return e.Link(p.name) == nil })
	if err != nil {
		conn.Close()
		return fail(causeOfHandshake(ctx, err), err)
	}
	return newLink(conn, r, &e.cfg), nil
}

func causeOfHandshake(ctx context.Context, err error) Cause {
	switch {
	case ctx.Err() != nil:
		return CauseTimeout
	case errors.Is(err, errCookie):
		return CauseCookie
	}
	return CauseRejected
}
