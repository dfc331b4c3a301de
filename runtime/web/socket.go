package web

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
)

const (
	// maxFrame is the maximum size of a client's message, in bytes.
	maxFrame      = 8 << 20
	socketTimeout = 60 * time.Second
)

// A socket is a WebSocket connection. Each call of socket_next/1 delivers one frame to the
// process, as {:lab_web, Ref, {:text | :binary | :ping | :pong, Data}}. The end of the connection
// arrives as {:lab_web, Ref, {:closed, Code, Reason}}.
type socket struct {
	x       *exchange
	conn    *websocket.Conn
	timeout time.Duration
	packs   bool          // messages may be compressed
	want    chan struct{} // holds a token when the process is ready for a frame
	bye     atomic.Pointer[websocket.CloseError]
	held    atomic.Int64 // bytes of the message that is being read
}

// upgrade implements upgrade(Ref, #{protocols, timeout, max_frame, compress, control, headers}).
// It returns :ok or {:error, :closed}. The caller has already checked the origin.
func (x *exchange) upgrade(_ context.Context, a []term.Term) term.Term {
	opts := a[0].Map()
	if opts == nil {
		opts = term.NewMap()
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ended() || !x.begin() {
		return failure(aClosed)
	}
	s := &socket{x: x, timeout: duration(opts, "timeout", socketTimeout), want: make(chan struct{}, 1)}
	accept := &websocket.AcceptOptions{InsecureSkipVerify: true}
	if t, ok := opts.Get(term.Sym("compress")); ok && t.Is(term.ATrue) {
		// With context takeover, each connection would keep a compressor of packerBytes.
		accept.CompressionMode = websocket.CompressionNoContextTakeover
		s.packs = true
	}
	if t, ok := opts.Get(term.Sym("protocols")); ok {
		list, _ := t.Slice()
		for _, p := range list {
			name, _ := p.AsStr()
			accept.Subprotocols = append(accept.Subprotocols, name)
		}
	}
	if t, ok := opts.Get(term.Sym("control")); ok && t.Is(term.ATrue) {
		accept.OnPingReceived = func(_ context.Context, data []byte) bool { s.deliver("ping", string(data)); return true }
		accept.OnPongReceived = func(_ context.Context, data []byte) { s.deliver("pong", string(data)) }
	}
	if t, ok := opts.Get(term.Sym("headers")); ok {
		setHeaders(x.w.Header(), t)
	}
	rc := http.NewResponseController(x.w)
	_ = rc.SetReadDeadline(time.Time{})
	_ = rc.SetWriteDeadline(time.Time{})
	conn, err := websocket.Accept(x.w, x.r, accept)
	if err != nil {
		x.finish()
		return failure(aClosed)
	}
	conn.SetReadLimit(int64(number(opts, "max_frame", maxFrame)))
	s.conn = conn
	x.socket.Store(s)
	go func() {
		if err := bulkhead.Within("a WebSocket", func() error { s.read(); return nil }); err != nil {
			s.x.l.w.Broken(err)
			_ = s.conn.CloseNow()
			s.closed(err, false)
		}
	}()
	return term.Ok
}

func (s *socket) deliver(kind, data string) {
	s.x.l.w.m.Send(s.x.pid, term.Tup(term.Sym("lab_web"), term.FromRef(s.x.ref),
		term.Tup(term.Sym(kind), term.Str(data))))
}

// read delivers frames, one for each token of want.
func (s *socket) read() {
	for {
		select {
		case <-s.want:
		case <-s.x.gone:
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
		kind, data, err := s.message(ctx)
		late := ctx.Err() != nil
		cancel()
		if err != nil {
			s.closed(err, late)
			return
		}
		if kind == websocket.MessageText {
			s.deliver("text", data)
		} else {
			s.deliver("binary", data)
		}
	}
}

// closed tells the process how the connection ended: with the code of the client's close frame, the
// code with which this node refuses a message, :timeout, or :closed in any other case.
func (s *socket) closed(err error, late bool) {
	code, why := aClosed.Term(), ""
	var ce websocket.CloseError
	switch {
	case errors.As(err, &ce):
		code, why = term.Int(int64(ce.Code)), ce.Reason
	case errors.Is(err, errNoRoom):
		code = term.Int(int64(websocket.StatusTryAgainLater))
	case late:
		code = aTimeout.Term()
	case errors.Is(err, websocket.ErrMessageTooBig):
		code = term.Int(int64(websocket.StatusMessageTooBig))
	}
	s.x.l.w.m.Send(s.x.pid, term.Tup(term.Sym("lab_web"), term.FromRef(s.x.ref),
		term.Tup(aClosed.Term(), code, term.Str(why))))
}

// wantFrame lets read deliver the next frame.
func (x *exchange) wantFrame() {
	if s := x.socket.Load(); s != nil {
		select {
		case s.want <- struct{}{}:
		default:
		}
	}
}

// socketSend implements socket_send(Ref, :text | :binary | :ping | :pong, Data).
func (x *exchange) socketSend(_ context.Context, a []term.Term) term.Term {
	s := x.socket.Load()
	if s == nil {
		return failure(aClosed)
	}
	data, _ := a[1].AsStr()
	ctx, cancel := context.WithTimeout(context.Background(), x.l.writeTimeout)
	defer cancel()
	kind := websocket.MessageText
	if a[0].Is(term.Intern("binary")) {
		kind = websocket.MessageBinary
	}
	release, err := x.l.w.m.Claim(s.sending(len(data)))
	if err != nil {
		s.noRoom()
		return failure(aClosed)
	}
	defer release()
	if err := s.conn.Write(ctx, kind, []byte(data)); err != nil {
		return failure(aClosed)
	}
	return term.Ok
}

// socketClose implements socket_close(Ref, Code, Reason).
func (x *exchange) socketClose(_ context.Context, a []term.Term) term.Term {
	s := x.socket.Load()
	if s == nil {
		return failure(aClosed)
	}
	code, _ := a[0].AsInt()
	reason, _ := a[1].AsStr()
	s.bye.CompareAndSwap(nil, &websocket.CloseError{Code: websocket.StatusCode(code), Reason: reason})
	x.finish()
	return term.Ok
}

// end closes the connection with the code of socketClose, or with code 1011 (RFC 6455, 7.4.1) if
// the process did not call it. It waits a limited time for the client's close frame.
func (s *socket) end() {
	bye := s.bye.Load()
	if bye == nil {
		bye = &websocket.CloseError{Code: websocket.StatusInternalError}
	}
	_ = s.conn.Close(bye.Code, bye.Reason)
	_ = s.conn.CloseNow()
}
