package inet

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aTCP        = term.Sym("tcp")
	aTCPClosed  = term.Sym("tcp_closed")
	aTCPError   = term.Sym("tcp_error")
	aTCPPassive = term.Sym("tcp_passive")
	errTooLong  = posixError("emsgsize")
	errTimeout  = posixError("timeout")
)

// A stream is one end of a program's TCP connection. It reads only while the data is wanted: in
// active mode, or during a call of recv/2.
type stream struct {
	h    *Host
	port *term.Port
	conn net.Conn

	writing sync.Mutex // serializes writes

	mu      sync.Mutex
	wanted  *sync.Cond
	opts    tcpOptions
	owner   *term.Pid
	unread  []byte
	recvs   []*tcpRecv
	ended   error // the reason for the end of the stream
	told    bool  // the owner was told about the end
	closed  bool
	running bool
}

// A tcpRecv is a pending call of recv/2 for want bytes. If want is 0, any number will do.
type tcpRecv struct {
	want   int
	answer func(term.Term, error)
}

func (h *Host) newStream(conn net.Conn, o tcpOptions) *stream {
	s := &stream{h: h, conn: conn, opts: o}
	s.wanted = sync.NewCond(&s.mu)
	return s
}

func (s *stream) term() term.Term { return term.FromPort(s.port) }

// start starts reading. The stream must have an owner.
func (s *stream) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running || s.closed {
		return
	}
	s.running = true
	go func() {
		if err := bulkhead.Within("a TCP socket", func() error { s.read(); return nil }); err != nil {
			s.h.broken(err)
			s.h.dropTCP(s.port.ID)
		}
	}()
}

// read reads while data is wanted, until the connection ends.
func (s *stream) read() {
	buf := make([]byte, 32<<10)
	for s.waitUntilWanted() {
		n, err := s.conn.Read(buf)
		s.mu.Lock()
		s.unread = append(s.unread, buf[:n]...)
		if err != nil {
			s.ended = errClosed
			if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) && !isReset(err) {
				s.ended = err
			}
		}
		s.handOut()
		s.mu.Unlock()
	}
}

// isReset reports whether err means that the peer reset the connection. A program sees a reset as
// closed.
func isReset(err error) bool {
	var e *net.OpError
	return errors.As(err, &e) && !e.Timeout()
}

// waitUntilWanted blocks until data is wanted. It returns false once the stream is closed or has
// ended.
func (s *stream) waitUntilWanted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed && s.ended == nil && s.opts.mode == passive && len(s.recvs) == 0 {
		s.wanted.Wait()
	}
	return !s.closed && s.ended == nil
}

// handOut passes received data to the pending recv calls or to the owner. The caller must hold the
// lock.
func (s *stream) handOut() {
	for !s.closed && (len(s.recvs) > 0 || s.opts.mode != passive) {
		want := 0
		if len(s.recvs) > 0 {
			want = s.recvs[0].want
		}
		packet, used, err := s.opts.cut(s.unread, want)
		switch {
		case err != nil:
			s.ended, s.unread = err, nil
			s.end()
			return
		case used == 0 && s.ended == nil:
			s.wanted.Broadcast()
			return
		case used == 0:
			s.end()
			return
		}
		data := s.data(packet)
		if s.unread = s.unread[used:]; len(s.unread) == 0 {
			s.unread = nil
		}
		s.give(data)
	}
	s.wanted.Broadcast()
}

func (s *stream) give(data term.Term) {
	if len(s.recvs) > 0 {
		r := s.recvs[0]
		s.recvs = s.recvs[1:]
		r.answer(term.Tup(term.Ok, data), nil)
		return
	}
	to := term.FromPid(s.owner)
	s.h.m.Send(to, term.Tup(aTCP, s.term(), data))
	switch {
	case s.opts.mode == once:
		s.opts.mode = passive
	case s.opts.mode > 0:
		if s.opts.mode--; s.opts.mode == passive {
			s.h.m.Send(to, term.Tup(aTCPPassive, s.term()))
		}
	}
}

// end reports the end of the stream to the pending recv calls, or to the owner.
func (s *stream) end() {
	for _, r := range s.recvs {
		r.answer(failure(s.ended), nil)
	}
	s.recvs = nil
	if s.told || s.opts.mode == passive {
		return
	}
	s.told = true
	to := term.FromPid(s.owner)
	if s.ended != errClosed {
		s.h.m.Send(to, term.Tup(aTCPError, s.term(), failure(s.ended).Elems()[1]))
	}
	s.h.m.Send(to, term.Tup(aTCPClosed, s.term()))
	if s.opts.exitOnClose {
		go s.h.dropTCP(s.port.ID)
	}
}

// data returns a packet as a binary or as a list, depending on the socket's mode.
func (s *stream) data(b []byte) term.Term {
	if s.opts.binary {
		return term.Str(string(b))
	}
	list := make([]term.Term, len(b))
	for i, c := range b {
		list[i] = term.Int(int64(c))
	}
	return term.List(list...)
}

// send writes a packet. It fails if that takes longer than the send timeout.
func (s *stream) send(data []byte) error {
	s.mu.Lock()
	o, closed, ended := s.opts, s.closed, s.ended
	s.mu.Unlock()
	if closed || ended != nil && o.exitOnClose {
		return errClosed
	}
	out, err := o.framed(data)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if o.sendTimeout > 0 {
		_ = s.conn.SetWriteDeadline(time.Now().Add(o.sendTimeout)) // fails for a closed connection, as does Write
	}
	_, err = s.conn.Write(out)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errTimeout
	case err != nil:
		return errClosed
	}
	return nil
}

// receive waits for a packet for at most limit. A negative limit means forever.
func (s *stream) receive(p *vm.Process, want int, limit time.Duration) vm.Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return p.Return(failure(errClosed))
	case s.opts.mode != passive || want > maxPacket:
		return p.Return(failure(errInvalid))
	}
	r := &tcpRecv{want: want}
	return p.Await(func(reply func(term.Term, error)) {
		r.answer = reply
		s.recvs = append(s.recvs, r)
		s.handOut()
		if limit >= 0 {
			s.h.m.After(limit, func() { s.giveUp(r) })
		}
	}, func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) })
}

// giveUp answers a recv call that has timed out, unless it has been answered already.
func (s *stream) giveUp(r *tcpRecv) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, other := range s.recvs {
		if other == r {
			s.recvs = append(s.recvs[:i:i], s.recvs[i+1:]...)
			r.answer(failure(errTimeout), nil)
			return
		}
	}
}

func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	_ = s.conn.Close() // the data was already written
	for _, r := range s.recvs {
		r.answer(failure(errClosed), nil)
	}
	s.recvs = nil
	s.wanted.Broadcast()
}

func (s *stream) options() *tcpOptions { return &s.opts }
func (s *stream) lock() *sync.Mutex    { return &s.mu }
func (s *stream) local() net.Addr      { return s.conn.LocalAddr() }
func (s *stream) ownedBy() **term.Pid  { return &s.owner }
