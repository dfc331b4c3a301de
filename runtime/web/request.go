package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"lab/runtime/term"
)

// This file describes a request to its process and reads its body.

// describe returns the request as a map for the process.
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

// authority returns the host and port that a request names. If the request does not name a port,
// it returns the port that the request arrived at.
func authority(r *http.Request) (host string, port int) {
	if r.Host == "" {
		if a, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr); ok {
			port = a.Port
		}
		return "localhost", port
	}
	end := strings.IndexByte(r.Host, ':')
	if strings.HasPrefix(r.Host, "[") && strings.Contains(r.Host, "]") {
		end = strings.IndexByte(r.Host, ']') + 1 // colons in brackets belong to an IPv6 address
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

// peer returns {ip, port}, with the ip as a tuple as in :inet.
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

// readBody implements read_body(Ref, Length, Timeout). It returns {:ok, Data} at the end of the
// body, {:more, Data} before the end, or {:error, Reason}.
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
	data, err := readAll(x.l.w.m, io.LimitReader(x.body, length), func(int) error { return nil })
	if err == nil && int64(len(data)) == length {
		_, err = x.body.Peek(1) // finds out whether this is the end
		if errors.Is(err, io.EOF) {
			err, length = nil, length+1
		}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		x.late = true // head does not wait for the rest of the body either
		return failure(aTimeout)
	}
	_ = rc.SetReadDeadline(time.Time{})
	switch {
	case err != nil:
		return failure(aClosed)
	case int64(len(data)) < length:
		x.read = true
		return term.Tup(term.Ok, term.Str(data))
	}
	return term.Tup(aMore.Term(), term.Str(data))
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
