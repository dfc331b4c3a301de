package epmd

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sort"
	"sync"
	"time"

	"lab/runtime/bulkhead"
	"lab/runtime/porch"
	"lab/runtime/reach"
)

// maxRequests and maxNames limit the pending requests and the names of a server, because any
// program on the machine can connect.
const (
	maxRequests = 256
	maxNames    = 4096
)

// A Server is an epmd. The zero Server is ready to use.
type Server struct {
	// Idle is the time without a registered name after which the server stops. If Idle is 0, the
	// server runs until its context ends.
	Idle time.Duration
	// Broken, if set, is called with the error when a bug in lab has aborted a request.
	Broken func(error)

	mu       sync.Mutex
	entries  map[string]*live
	creation uint32
	porch    *porch.Porch // connections without a request so far
	idle     *time.Timer
}

// live is an entry with the connection that keeps it registered.
type live struct {
	Entry
	conn net.Conn
}

// Listen opens epmd's port on the loopback addresses, because the daemon serves this machine only.
func Listen(port int) (net.Listener, error) {
	ln, err := reach.Net{}.Listen(netip.AddrPortFrom(reach.Loopback, uint16(port)))
	if err != nil {
		return nil, fmt.Errorf("listen as epmd: %w", err)
	}
	return ln, nil
}

// Serve serves requests on ln until ctx ends, or until no name has been registered for the time
// s.Idle. It returns an error only if ln is closed by others.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s.mu.Lock()
	s.entries = map[string]*live{}
	s.porch = porch.New(maxRequests)
	s.creation = uint32(time.Now().Unix())
	if s.Idle > 0 {
		s.idle = time.AfterFunc(s.Idle, stop)
	}
	s.mu.Unlock()
	defer context.AfterFunc(ctx, func() { s.close(ln) })()
	for {
		conn, err := ln.Accept()
		if ctx.Err() != nil {
			return nil
		}
		switch {
		case errors.Is(err, net.ErrClosed):
			return fmt.Errorf("accept as epmd: %w", err)
		case err != nil:
			// The usual cause is a lack of file descriptors. Close the connection that has waited
			// longest without a request.
			s.porch.Clear()
			time.Sleep(20 * time.Millisecond)
			continue
		}
		s.porch.Enter(conn)
		go func() {
			defer s.forget(conn)
			err := bulkhead.Within("a request to epmd", func() error { s.serve(conn); return nil })
			if err != nil && s.Broken != nil {
				s.Broken(err)
			}
		}()
	}
}

func (s *Server) close(ln net.Listener) {
	ln.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.entries {
		e.conn.Close()
	}
	for s.porch.Clear() {
	}
}

func (s *Server) serve(conn net.Conn) {
	_ = conn.SetDeadline(time.Now().Add(patience))
	req, err := readRequest(conn)
	if err != nil {
		return
	}
	switch req[0] {
	case tagAlive2:
		s.alive(conn, req[1:])
	case tagPort2:
		_, _ = conn.Write(s.port(string(req[1:])))
	case tagNames, tagDump:
		_, _ = conn.Write(s.names(conn))
	case tagKill, tagStop:
		// Any program on the machine could otherwise stop the epmd that all nodes use. Erlang's epmd
		// refuses to remove a name, and to end while a name is registered, unless it runs with
		// -relaxed_command_check.
		_, _ = conn.Write([]byte("NO"))
	}
}

// alive registers a node and keeps the name registered until the connection ends.
func (s *Server) alive(conn net.Conn, b []byte) {
	e, err := parseEntry(b)
	if err != nil {
		return
	}
	creation, ok := s.enter(e, conn)
	if _, err := conn.Write(aliveAnswer(e, creation, ok)); err != nil || !ok {
		return
	}
	if !s.porch.Leave(conn) {
		return
	}
	_ = conn.SetDeadline(time.Time{})
	_, _ = io.Copy(io.Discard, conn)
}

func aliveAnswer(e Entry, creation uint32, ok bool) []byte {
	result := byte(1)
	if ok {
		result = 0
	}
	if e.High >= 6 {
		return binary.BigEndian.AppendUint32([]byte{tagAlive2XResp, result}, creation)
	}
	return binary.BigEndian.AppendUint16([]byte{tagAlive2Resp, result}, uint16(creation%3+1))
}

func (s *Server) enter(e Entry, conn net.Conn) (creation uint32, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries[e.Name] != nil || len(s.entries) >= maxNames {
		return 0, false
	}
	s.creation++
	if s.creation < 4 {
		s.creation = 4 // 0 to 3 are creations of old nodes
	}
	s.entries[e.Name] = &live{e, conn}
	if s.idle != nil {
		s.idle.Stop()
	}
	return s.creation, true
}

// forget closes a connection and releases its name.
func (s *Server) forget(conn net.Conn) {
	conn.Close()
	s.porch.Leave(conn)
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, e := range s.entries {
		if e.conn == conn {
			delete(s.entries, name)
		}
	}
	if s.idle != nil && len(s.entries) == 0 {
		s.idle.Reset(s.Idle)
	}
}

func (s *Server) port(name string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[name]
	if e == nil {
		return []byte{tagPort2Resp, 1}
	}
	return appendEntry([]byte{tagPort2Resp, 0}, e.Entry)
}

func (s *Server) names(conn net.Conn) []byte {
	port := conn.LocalAddr().(*net.TCPAddr).Port
	out := binary.BigEndian.AppendUint32(nil, uint32(port))
	s.mu.Lock()
	defer s.mu.Unlock()
	sorted := make([]string, 0, len(s.entries))
	for name := range s.entries {
		sorted = append(sorted, name)
	}
	sort.Strings(sorted)
	for _, name := range sorted {
		out = fmt.Appendf(out, "name %s at port %d\n", name, s.entries[name].Port)
	}
	return out
}
