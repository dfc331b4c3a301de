package dist

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
)

// labTick is the interval of ticks to a lab node. labSilence is the time after which a silent lab
// node is given up. otherTick and otherSilent are the same for other nodes. Erlang's nodes tick
// every 15 s (net_ticktime 60). A frozen lab node must be detected within 5 s.
const (
	labTick     = 500 * time.Millisecond
	labSilence  = 4 * time.Second
	otherTick   = 10 * time.Second
	otherSilent = 75 * time.Second
)

// doubtTicks is the number of ticks within which a doubted peer must be heard.
const doubtTicks = 3

// maxQueue is the maximum number of messages in the queue of a link. A link with a longer queue is
// closed.
const maxQueue = 4 << 20

// These errors are the reasons why a link ended.
var (
	// ErrClosedByPeer means that the other node, or its machine, closed the connection.
	ErrClosedByPeer = errors.New("connection closed")
	// ErrSilent means that nothing was received for too long.
	ErrSilent = errors.New("net tick timeout")
	// ErrDisconnected means that this node ended the link.
	ErrDisconnected = errors.New("disconnect")
	// ErrOverflow means that the peer received messages too slowly.
	ErrOverflow = errors.New("too many messages wait for the peer")
)

// A Link is an open connection to another node.
type Link struct {
	// Node is the peer's name.
	Node term.Atom
	// Creation identifies the incarnation of the peer.
	Creation uint32
	// Hidden reports whether one of the two nodes is hidden. In that case the nodes are not part of
	// the same mesh.
	Hidden bool

	flags  uint64
	conn   net.Conn
	codec  Codec
	out    *queue
	heard  atomic.Int64 // time of the last sign of life in Unix nanoseconds
	busy   atomic.Bool  // a frame is being processed while further data waits
	doubts atomic.Int64 // time since when the peer is doubted, or 0
	wrote  atomic.Int64
	came   atomic.Int64 // messages received
	went   atomic.Int64
	slack  int // Config.Slack
	cut    *gate
	once   sync.Once
	reason error
	done   chan struct{}
}

func newLink(c net.Conn, r remote, cfg *Config) *Link {
	l := &Link{
		Node: term.Intern(r.name), Creation: r.creation, Hidden: cfg.Hidden || r.hidden(),
		flags: r.flags, conn: c, codec: cfg.Codec, slack: cfg.Slack,
		out: newQueue(), cut: newGate(), done: make(chan struct{}),
	}
	now := time.Now().UnixNano()
	l.heard.Store(now)
	l.wrote.Store(now)
	return l
}

// Lab reports whether the peer is a lab node.
func (l *Link) Lab() bool { return l.flags&flagLab != 0 }

// Waiting returns the number of messages in the queue.
func (l *Link) Waiting() int { return l.out.len() }

// Counts returns the number of messages received and sent.
func (l *Link) Counts() (came, went int64) { return l.came.Load(), l.went.Load() }

// Done returns a channel that is closed when the link has ended.
func (l *Link) Done() <-chan struct{} { return l.done }

// Addr returns the peer's network address.
func (l *Link) Addr() net.Addr { return l.conn.RemoteAddr() }

// close ends the link. Only the first reason counts.
func (l *Link) close(reason error) {
	l.once.Do(func() {
		l.reason = reason
		close(l.done)
		l.out.close()
		l.cut.open()
		l.conn.Close()
	})
}

func (l *Link) push(m ...Message) {
	if l.out.push(m...) > maxQueue {
		l.close(ErrOverflow)
	}
}

// run reads from the link until the link ends, and returns the reason.
func (l *Link) run(deliver func(*Link, []term.Term, term.Term) error, unsent func(term.Atom, error)) error {
	go func() {
		if err := bulkhead.Within("sending to "+l.Node.String(), func() error { l.write(unsent); return nil }); err != nil {
			l.close(err)
		}
	}()
	go l.watch()
	err := bulkhead.Within("receiving from "+l.Node.String(), func() error { return l.read(deliver) })
	if err == nil || errors.Is(err, net.ErrClosed) {
		err = ErrClosedByPeer
	}
	l.close(err)
	return l.reason
}

func (l *Link) read(deliver func(*Link, []term.Term, term.Term) error) error {
	r := bufio.NewReaderSize(hearing{l}, 64<<10)
	var buf bytes.Buffer
	for {
		frame, err := readFrame(r, &buf)
		if err != nil {
			if errors.Is(err, errProtocol) {
				return err
			}
			return ErrClosedByPeer
		}
		l.cut.wait()
		l.heard.Store(time.Now().UnixNano())
		if len(frame.body) == 0 {
			continue
		}
		l.busy.Store(true)
		l.came.Add(1)
		control, payload, err := parseFrame(l.codec, frame)
		if err != nil {
			return fmt.Errorf("frame from %s: %w", l.Node, err)
		}
		if err := deliver(l, control, payload); err != nil {
			return fmt.Errorf("frame from %s: %w", l.Node, err)
		}
		l.busy.Store(false)
		if buf.Cap() > 1<<20 {
			buf = bytes.Buffer{}
		}
	}
}

// write sends the messages of the queue in batches. It encodes terms here rather than in the
// sending process, so that a large message does not block its sender.
func (l *Link) write(unsent func(term.Atom, error)) {
	var buf []byte
	for batch := l.out.take(); batch != nil; batch = l.out.take() {
		l.went.Add(int64(len(batch)))
		for i, m := range batch {
			batch[i] = Message{}
			var err error
			if buf, err = appendFrame(buf, l.codec, m); err != nil {
				unsent(l.Node, err)
			}
			if len(buf) > 64<<10 || i == len(batch)-1 {
				if !l.flush(buf) {
					return
				}
				buf = buf[:0]
			}
		}
		if cap(buf) > 1<<20 {
			buf = nil
		}
	}
}

func (l *Link) flush(buf []byte) bool {
	l.cut.wait()
	if len(buf) == 0 {
		return true
	}
	if _, err := l.conn.Write(buf); err != nil {
		l.drain()
		return false
	}
	l.wrote.Store(time.Now().UnixNano())
	return true
}

// lastWords is the time limit for reading the data that a peer sent before it closed the
// connection.
const lastWords = 5 * time.Second

// drain ends the link after an error of a write. The reader ends it when it has read what the peer
// had sent: closing the connection here would lose messages that have arrived.
func (l *Link) drain() {
	l.out.close()
	if err := l.conn.SetReadDeadline(time.Now().Add(lastWords)); err != nil {
		l.close(ErrClosedByPeer)
	}
}
