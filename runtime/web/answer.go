package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"time"

	"lab/runtime/term"
)

// This file writes the answer to a request, at once or in chunks.

// isStatus reports whether t is a status that a response can have. The package net/http panics for
// other numbers.
func isStatus(t term.Term) bool {
	n, ok := t.AsInt()
	return ok && n >= 100 && n <= 999
}

// isInformational reports whether t is the status of a response before the actual one.
func isInformational(t term.Term) bool {
	n, ok := t.AsInt()
	return ok && n >= 100 && n <= 199 && n != http.StatusSwitchingProtocols
}

// head writes the status and the headers. It reports false if an answer was already begun or the
// exchange has ended.
func (x *exchange) head(status, headers term.Term) bool {
	if x.ended() || !x.begin() {
		return false
	}
	x.deadline()
	if x.r.ContentLength != 0 && !x.read && !x.late {
		// net/http reads the rest of the body first, because otherwise the client may not receive
		// the answer.
		_ = http.NewResponseController(x.w).SetReadDeadline(time.Now().Add(leftoverTimeout))
	}
	h := x.w.Header()
	setHeaders(h, headers)
	if h.Get("Content-Type") == "" {
		h["Content-Type"] = nil // prevents net/http from guessing the type
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

// answer writes a complete answer: status, headers and body.
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

// allowsBody reports whether an answer with this status has a body (RFC 9110, 6.4.1).
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

// inform implements inform(Ref, Status, Headers), which sends an informational (1xx)
// response.
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

// startChunks implements start_chunks(Ref, Status, Headers), which begins a chunked answer. The
// answer ends when the process exits.
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

// sendFile implements send_file(Ref, Status, Headers, Path, Offset, Length). Length is an integer
// or :all. If the file cannot be opened or Offset is past its end, nothing is sent.
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

// A deadlineWriter writes to the client and renews the write deadline with each write.
type deadlineWriter struct{ x *exchange }

func (w deadlineWriter) Write(b []byte) (int, error) {
	w.x.deadline()
	return w.x.w.Write(b)
}

// open opens a file of the node's folder. The path is relative to the folder, or absolute.
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
