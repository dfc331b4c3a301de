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
	// maxFrame bounds a message of a client.
	maxFrame      = 8 << 20
	socketTimeout = 60 * time.Second
)

// A socket is a WebSocket connection. Its frames go to the process as
// {:lab_web, Ref, {:text | :binary | :ping | :pong, Data}}, one for each call of
// socket_next/1, and its end as {:lab_web, Ref, {:closed, Code, Reason}}.
type socket struct {
	x       *exchange
	conn    *websocket.Conn
	timeout time.Duration
	want    chan struct{} // has a token when the process is ready for a frame
	bye     atomic.Pointer[websocket.CloseError]
}

// upgrade is upgrade(Ref, #{protocols, timeout, max_frame, compress, control,
// headers}): :ok or {:error, :closed}. Whether the origin is welcome was decided
// before.
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
		accept.CompressionMode = websocket.CompressionContextTakeover
	}
	if t, ok := opts.Get(term.Sym("protocols")); ok {
		list, _ := t.Slice()
		for _, p := range list {
			name, _ := p.AsStr()
			accept.Subprotocols = append(accept.Subprotocols, name)
		}
	}
	if t, ok := opts.Get(term.Sym("control")); ok && t.Is(term.ATrue) {
		accept.OnPingReceived = func(_ context.Context, data []byte) bool { s.deliver("ping", data); return true }
		accept.OnPongReceived = func(_ context.Context, data []byte) { s.deliver("pong", data) }
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

func (s *socket) deliver(kind string, data []byte) {
	s.x.l.w.m.Send(s.x.pid, term.Tup(term.Sym("lab_web"), term.FromRef(s.x.ref),
		term.Tup(term.Sym(kind), term.Str(string(data)))))
}

// read hands frames on, as fast as the process takes them.
func (s *socket) read() {
	for {
		select {
		case <-s.want:
		case <-s.x.gone:
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
		kind, data, err := s.conn.Read(ctx)
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

// closed tells the process how the connection ended: the code of the client's
// close frame, :timeout, or :closed where it just went away.
func (s *socket) closed(err error, late bool) {
	code, why := aClosed.Term(), ""
	var ce websocket.CloseError
	switch {
	case errors.As(err, &ce):
		code, why = term.Int(int64(ce.Code)), ce.Reason
	case late:
		code = aTimeout.Term()
	case errors.Is(err, websocket.ErrMessageTooBig):
		code = term.Int(int64(websocket.StatusMessageTooBig))
	}
	s.x.l.w.m.Send(s.x.pid, term.Tup(term.Sym("lab_web"), term.FromRef(s.x.ref),
		term.Tup(aClosed.Term(), code, term.Str(why))))
}

// wantFrame lets the next frame come.
func (x *exchange) wantFrame() {
	if s := x.socket.Load(); s != nil {
		select {
		case s.want <- struct{}{}:
		default:
		}
	}
}

// socketSend is socket_send(Ref, :text | :binary | :ping | :pong, Data).
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
	if err := s.conn.Write(ctx, kind, []byte(data)); err != nil {
		return failure(aClosed)
	}
	return term.Ok
}

// socketClose is socket_close(Ref, Code, Reason).
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

// end closes the connection with the process's last words, or, where it ended
// without any, with code 1011 (RFC 6455, 7.4.1). It waits for the client's own
// close frame, for a while.
func (s *socket) end() {
	bye := s.bye.Load()
	if bye == nil {
		bye = &websocket.CloseError{Code: websocket.StatusInternalError}
	}
	_ = s.conn.Close(bye.Code, bye.Reason)
	_ = s.conn.CloseNow()
}
