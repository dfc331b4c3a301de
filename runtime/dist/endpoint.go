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

// setupTime is the timeout for making a connection (kernel's net_setuptime).
const setupTime = 7 * time.Second

// A Receiver handles the events of an endpoint. The calls for one link are sequential: Up, then
// Control, then Down.
type Receiver interface {
	// Up reports a new link, before anything arrives on it.
	Up(l *Link)
	// Control passes a control message and its payload, which is the zero Term if there is none.
	// An error means that the peer violates the protocol, and closes the link.
	Control(l *Link, control []term.Term, payload term.Term) error
	// Down reports the end of a link.
	Down(l *Link, reason error)
	// Failed reports that a connection failed and that the messages waiting for it are lost.
	Failed(node term.Atom, err error)
	// Unsent reports a message that could not be encoded and is lost.
	Unsent(node term.Atom, err error)
	// Rejected reports an incoming connection with a wrong cookie. The name comes from a stranger,
	// so it must not become an atom.
	Rejected(peer string, err error)
	// Broken reports a bug in this program that ended a link or a connection attempt.
	Broken(err error)
}

// Config configures an Endpoint.
type Config struct {
	// Name is the node's full name, NAME@HOST.
	Name string
	// Creation is the number of this incarnation, from epmd.
	Creation uint32
	// Hidden reports whether the node is hidden. A hidden node is not part of the mesh.
	Hidden bool
	// Cookie returns the cookie for a peer.
	Cookie func(peer string) string
	// Resolve returns the address on which a node listens. Its errors should be of type
	// *ConnectError.
	Resolve func(ctx context.Context, name string) (addr string, err error)
	// Net restricts the addresses of nodes.
	Net reach.Net
	// Slack multiplies the time for which a peer may be silent. 0 means 1.
	Slack int
	Codec Codec
	Receiver
}

// An Endpoint is a node's side of the distribution protocol.
type Endpoint struct {
	cfg Config
	ln  net.Listener
	ctx context.Context
	end context.CancelFunc

	porch *porch.Porch

	mu    sync.Mutex
	peers map[term.Atom]*peer
	// strangers maps names to peers that have connected but have not yet proved that they know the
	// cookie. A stranger either becomes a peer or is removed when its attempts have failed.
	strangers map[string]*peer
	cuts      map[string]bool
	work      sync.WaitGroup
}

// Listen opens the port of a node. It is separate from New because the port must be known before
// the node is registered and gets its creation.
func Listen(gate reach.Net, at netip.Addr) (net.Listener, error) {
	ln, err := gate.Listen(netip.AddrPortFrom(at, 0))
	if err != nil {
		return nil, fmt.Errorf("listen for nodes: %w", err)
	}
	return ln, nil
}

// New returns an endpoint that accepts connections on ln after Start.
func New(cfg Config, ln net.Listener) *Endpoint {
	e := &Endpoint{cfg: cfg, ln: ln, porch: porch.New(maxIncoming), peers: map[term.Atom]*peer{},
		strangers: map[string]*peer{}, cuts: map[string]bool{}}
	e.ctx, e.end = context.WithCancel(context.Background())
	return e
}

// Start starts to accept connections.
func (e *Endpoint) Start() { e.work.Go(e.acceptAll) }

// Close ends all links and waits until the receiver has been told.
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

// Link returns the open link to a node, or nil.
func (e *Endpoint) Link(node term.Atom) *Link {
	p := e.peer(node)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closing {
		return nil
	}
	return p.link
}

// Post sends m to a node without blocking. If there is no link and connect is true, Post starts a
// connection, and m waits for it. If there is no link and connect is false, m is dropped. Post
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

// Connect connects to a node. If there is a link already, it returns nil at once.
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

// Disconnect ends the link to a node with the given reason. It returns false if there is no link.
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

// ensure starts a connection attempt if neither side has one in progress. The caller holds p.mu.
func (e *Endpoint) ensure(p *peer) {
	if p.coming == 0 {
		e.try(p)
	}
}

// try starts a connection attempt if this node has none in progress. The caller holds p.mu.
func (e *Endpoint) try(p *peer) {
	if p.dialing || p.link != nil || e.ctx.Err() != nil {
		return
	}
	p.dialing = true
	e.work.Go(func() { e.attempt(p) })
}

// attempt connects to a peer and handles the outcome.
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

// fail drops the waiting messages and passes err to the waiters. If the peer has an attempt in
// progress, they wait for the outcome of that attempt instead. This happens only once, because the
// attempt may come from a stranger. The caller holds p.mu, and fail unlocks it.
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

// awaitTheirs waits for the peer's attempt, to which this node's attempt has yielded. It reports
// whether the peer's attempt made a link.
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
