package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// An exchange is a request and what becomes of it. The goroutine that serves the
// connection waits in serve until the process has answered or ended; what the
// process asks for runs on goroutines of its own meanwhile, one at a time.
type exchange struct {
	l    *listener
	ref  *term.Ref
	pid  term.Term // set by the process itself, before it asks for anything
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context
	body *bufio.Reader // nil until it is read
	// read says that the whole body was; late that the client took too long for it.
	read, late bool

	mu    sync.Mutex // one operation at a time on w and r
	begun atomic.Bool
	done  chan struct{} // closed when nothing more will be written
	once  sync.Once
	gone  chan struct{} // closed when the process ended

	socket atomic.Pointer[socket]
}

// ServeHTTP hands a request to a process of its own.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{l: l, ref: l.w.m.NewRef(), w: w, r: r, ctx: r.Context(),
		done: make(chan struct{}), gone: make(chan struct{})}
	l.w.mu.Lock()
	l.w.exchanges[x.ref.ID] = x
	l.w.mu.Unlock()
	defer func() {
		l.w.mu.Lock()
		delete(l.w.exchanges, x.ref.ID)
		l.w.mu.Unlock()
	}()
	var pid term.Term
	err := bulkhead.Within("a request", func() error {
		request := x.describe()
		pid = l.w.m.SpawnStep(vm.SpawnOpts{}, func(p *vm.Process) vm.Step {
			x.pid = p.PID()
			p.Reserve(registers)
			p.OnExit(func() { close(x.gone) })
			return p.TailApply(l.mod, l.fn, l.state, request)
		})
		x.serve(pid)
		return nil
	})
	if err != nil {
		l.w.Broken(err)
		l.w.m.Exit(pid, pid, term.Sym("shutdown"))
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
}

// registers are what a page of a generated project needs.
const registers = 512

// serve waits until the answer is complete: once it was sent whole, else when the
// process ends.
func (x *exchange) serve(pid term.Term) {
	select {
	case <-x.done:
	case <-x.gone:
	case <-x.l.ctx.Done():
		x.l.w.m.Exit(pid, pid, term.Sym("shutdown"))
	}
	x.mu.Lock() // an operation under way ends before the connection is given back
	defer x.mu.Unlock()
	x.finish()
	if s := x.socket.Load(); s != nil {
		s.end()
		return
	}
	if !x.begun.Swap(true) {
		x.note(http.StatusInternalServerError)
		x.w.Header().Set("Connection", "close")
		x.w.WriteHeader(http.StatusInternalServerError)
	}
}

func (x *exchange) finish() { x.once.Do(func() { close(x.done) }) }

// begin claims the right to answer; false where that was done already.
func (x *exchange) begin() bool { return !x.begun.Swap(true) }

// describe is the request as the process gets it.
func (x *exchange) describe() term.Term {
	r := x.r
	headers := []term.Term{}
	names := make([]string, 0, len(r.Header)+1)
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	if r.Host != "" {
		headers = append(headers, term.Tup(term.Str("host"), term.Str(r.Host)))
	}
	for _, name := range names {
		for _, v := range r.Header[name] {
			headers = append(headers, term.Tup(term.Str(strings.ToLower(name)), term.Str(v)))
		}
	}
	if r.ContentLength > 0 && r.Header.Get("Content-Length") == "" {
		headers = append(headers, term.Tup(term.Str("content-length"), term.Str(fmt.Sprint(r.ContentLength))))
	}
	if len(r.TransferEncoding) > 0 {
		headers = append(headers, term.Tup(term.Str("transfer-encoding"), term.Str(r.TransferEncoding[0])))
	}
	path := r.URL.EscapedPath()
	if path == "" {
		path = "/"
	}
	var segments []term.Term
	for segment := range strings.SplitSeq(path, "/") {
		if segment != "" {
			segments = append(segments, term.Str(segment))
		}
	}
	host, port := authority(r)
	return term.MapOf(
		term.Sym("ref"), term.FromRef(x.ref),
		term.Sym("method"), term.Str(r.Method),
		term.Sym("path"), term.Str(path),
		term.Sym("segments"), term.List(segments...),
		term.Sym("query"), term.Str(r.URL.RawQuery),
		term.Sym("host"), term.Str(host),
		term.Sym("port"), term.Int(int64(port)),
		term.Sym("headers"), term.List(headers...),
		term.Sym("peer"), peer(r.RemoteAddr),
		term.Sym("version"), term.Sym(r.Proto),
	)
}

// authority is the host and port that a request is for. Without either it is for the port
// that it came to.
func authority(r *http.Request) (host string, port int) {
	if r.Host == "" {
		if a, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
			port = a.Port
		}
		return "localhost", port
	}
	end := strings.IndexByte(r.Host, ':')
	if strings.HasPrefix(r.Host, "[") && strings.Contains(r.Host, "]") {
		end = strings.IndexByte(r.Host, ']') + 1 // colons are the address's own
	}
	if end < 0 || end == len(r.Host) {
		return r.Host, 80
	}
	digits := strings.TrimPrefix(r.Host[end:], ":")
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || len(digits) == len(r.Host)-end {
		return r.Host, 80
	}
	return r.Host[:end], int(n)
}

// peer is {ip, port} as :inet has it.
func peer(addr string) term.Term {
	a, err := netip.ParseAddrPort(addr)
	if err != nil {
		return term.Nil
	}
	var parts []term.Term
	if ip := a.Addr().Unmap(); ip.Is4() {
		for _, b := range ip.As4() {
			parts = append(parts, term.Int(int64(b)))
		}
	} else {
		b := ip.As16()
		for i := 0; i < 16; i += 2 {
			parts = append(parts, term.Int(int64(b[i])<<8|int64(b[i+1])))
		}
	}
	return term.Tup(term.Tup(parts...), term.Int(int64(a.Port())))
}

// readBody is read_body(Ref, Length, Timeout): {:ok, Data} at the end of the body,
// {:more, Data} before it, {:error, Reason}.
func (x *exchange) readBody(_ context.Context, a []term.Term) term.Term {
	length, _ := a[0].AsInt()
	ms, _ := a[1].AsInt()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ended() {
		return failure(aClosed)
	}
	if x.body == nil {
		x.body = bufio.NewReader(x.r.Body)
	}
	rc := http.NewResponseController(x.w)
	_ = rc.SetReadDeadline(time.Now().Add(time.Duration(ms) * time.Millisecond))
	data, err := io.ReadAll(io.LimitReader(x.body, length))
	if err == nil && int64(len(data)) == length {
		_, err = x.body.Peek(1) // is there more?
		if errors.Is(err, io.EOF) {
			err, length = nil, length+1
		}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		x.late = true // what is missing is not waited for after the answer either
		return failure(aTimeout)
	}
	_ = rc.SetReadDeadline(time.Time{})
	switch {
	case err != nil:
		return failure(aClosed)
	case int64(len(data)) < length:
		x.read = true
		return term.Tup(term.Ok, term.Str(string(data)))
	}
	return term.Tup(aMore.Term(), term.Str(string(data)))
}

func (x *exchange) ended() bool {
	select {
	case <-x.done:
		return true
	default:
		return false
	}
}

func (x *exchange) deadline() {
	_ = http.NewResponseController(x.w).SetWriteDeadline(time.Now().Add(x.l.writeTimeout))
}

// head writes the status and the headers; false where that was done already.
func (x *exchange) head(status, headers term.Term) bool {
	if x.ended() || !x.begin() {
		return false
	}
	x.deadline()
	if x.r.ContentLength != 0 && !x.read && !x.late {
		// net/http reads on what is left of the body, so that the answer gets through.
		_ = http.NewResponseController(x.w).SetReadDeadline(time.Now().Add(leftoverTimeout))
	}
	h := x.w.Header()
	setHeaders(h, headers)
	if h.Get("Content-Type") == "" {
		h["Content-Type"] = nil // net/http would guess one
	}
	code, _ := status.AsInt()
	x.note(int(code))
	x.w.WriteHeader(int(code))
	return true
}

func setHeaders(h http.Header, headers term.Term) {
	list, _ := headers.Slice()
	for _, t := range list {
		if e := t.Elems(); len(e) == 2 {
			name, _ := e[0].AsStr()
			value, _ := e[1].AsStr()
			h.Add(name, value)
		}
	}
}

func (x *exchange) reply(a []term.Term) term.Term {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.answer(a)
}

// answer is the whole answer: status, headers and body.
func (x *exchange) answer(a []term.Term) term.Term {
	body, _ := a[2].AsStr()
	if !x.ended() && !x.begun.Load() && x.r.Method != http.MethodHead && allowsBody(a[0]) {
		x.w.Header().Set("Content-Length", fmt.Sprint(len(body)))
	}
	if !x.head(a[0], a[1]) {
		return failure(aClosed)
	}
	_, err := io.WriteString(x.w, body)
	x.finish()
	return outcome(err)
}

// allowsBody reports whether an answer of this status has a body (RFC 9110, 6.4.1).
func allowsBody(status term.Term) bool {
	n, _ := status.AsInt()
	return n >= 200 && n != 204 && n != 304
}

func outcome(err error) term.Term {
	switch {
	case err == nil, errors.Is(err, http.ErrBodyNotAllowed):
		return term.Ok
	case errors.Is(err, os.ErrDeadlineExceeded):
		return failure(aTimeout)
	}
	return failure(aClosed)
}

// inform is inform(Ref, Status, Headers): an answer that comes before the answer.
func (x *exchange) inform(_ context.Context, a []term.Term) term.Term {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ended() || x.begun.Load() {
		return failure(aClosed)
	}
	x.deadline()
	h := x.w.Header()
	setHeaders(h, a[1])
	code, _ := a[0].AsInt()
	x.w.WriteHeader(int(code))
	clear(h)
	return term.Ok
}

// startChunks is start_chunks(Ref, Status, Headers): the answer comes in pieces,
// and ends with the process.
func (x *exchange) startChunks(_ context.Context, a []term.Term) term.Term {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.head(a[0], a[1]) {
		return failure(aClosed)
	}
	return outcome(http.NewResponseController(x.w).Flush())
}

func (x *exchange) chunk(_ context.Context, a []term.Term) term.Term {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.ended() || !x.begun.Load() {
		return failure(aClosed)
	}
	x.deadline()
	data, _ := a[0].AsStr()
	if _, err := io.WriteString(x.w, data); err != nil {
		return outcome(err)
	}
	return outcome(http.NewResponseController(x.w).Flush())
}

// sendFile is send_file(Ref, Status, Headers, Path, Offset, Length); Length is an
// integer or :all. A file that cannot be read leaves the exchange as it was.
func (x *exchange) sendFile(_ context.Context, a []term.Term) term.Term {
	path, _ := a[2].AsStr()
	offset, _ := a[3].AsInt()
	f, info, err := x.l.w.open(path)
	if err != nil {
		return failure(term.Intern("enoent"))
	}
	defer f.Close()
	if offset > info.Size() {
		return failure(term.Intern("enoent"))
	}
	length := info.Size() - offset
	if n, ok := a[4].AsInt(); ok {
		length = min(length, n)
	}
	if _, err := f.Seek(offset, io.SeekStart); err != nil {
		return failure(term.Intern("enoent"))
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.ended() && !x.begun.Load() {
		x.w.Header().Set("Content-Length", fmt.Sprint(length))
	}
	if !x.head(a[0], a[1]) {
		return failure(aClosed)
	}
	if x.r.Method != http.MethodHead {
		_, err = io.CopyN(deadlineWriter{x}, f, length)
	}
	x.finish()
	return outcome(err)
}

// deadlineWriter gives the client time for each piece.
type deadlineWriter struct{ x *exchange }

func (w deadlineWriter) Write(b []byte) (int, error) {
	w.x.deadline()
	return w.x.w.Write(b)
}

// open opens a file of the node's folder, by its path in there or from the root.
func (w *Web) open(path string) (*os.File, fs.FileInfo, error) {
	if w.root == nil {
		return nil, nil, fs.ErrPermission
	}
	local, err := w.root.Local(".", path)
	if err != nil {
		return nil, nil, err
	}
	return w.root.OpenRegular(local)
}
