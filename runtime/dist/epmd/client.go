package epmd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"lab/runtime/reach"
)

// patience is the timeout of a request to epmd.
const patience = 4 * time.Second

// A Client sends requests to an epmd on this machine or another.
type Client struct {
	// Port is epmd's port. 0 means Port().
	Port int
	// Net restricts the addresses of an epmd.
	Net reach.Net
}

func (c Client) port() int {
	if c.Port == 0 {
		return Port()
	}
	return c.Port
}

func (c Client) dial(host string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := c.Net.Dial(ctx, host, c.port())
	if err != nil {
		return nil, fmt.Errorf("reach epmd: %w", err)
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn, nil
}

// A Registration keeps a name registered until it is closed.
type Registration struct {
	// Creation identifies this incarnation of the name.
	Creation uint32
	conn     net.Conn
	done     chan struct{}
}

// Done returns a channel that is closed when epmd has gone or the registration has been closed.
func (r *Registration) Done() <-chan struct{} { return r.done }

// Close releases the name.
func (r *Registration) Close() error { return r.conn.Close() }

// Register registers a node at the epmd of this machine.
func (c Client) Register(e Entry) (*Registration, error) {
	conn, err := c.dial("127.0.0.1")
	if err != nil {
		return nil, err
	}
	creation, err := register(conn, e)
	if err != nil {
		conn.Close()
		return nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	r := &Registration{Creation: creation, conn: conn, done: make(chan struct{})}
	go func() {
		_, _ = io.Copy(io.Discard, conn)
		close(r.done)
	}()
	return r, nil
}

func register(conn net.Conn, e Entry) (uint32, error) {
	if err := writeRequest(conn, appendEntry([]byte{tagAlive2}, e)); err != nil {
		return 0, fmt.Errorf("register with epmd: %w", err)
	}
	var head [2]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		return 0, fmt.Errorf("register with epmd: %w", err)
	}
	size := map[byte]int{tagAlive2XResp: 4, tagAlive2Resp: 2}[head[0]]
	if size == 0 {
		return 0, fmt.Errorf("register with epmd: unknown answer %d", head[0])
	}
	// A refusal may lack the creation.
	if head[1] != 0 {
		return 0, ErrNameTaken
	}
	creation := make([]byte, 4)
	if _, err := io.ReadFull(conn, creation[4-size:]); err != nil {
		return 0, fmt.Errorf("register with epmd: %w", err)
	}
	return binary.BigEndian.Uint32(creation), nil
}

// Lookup asks the epmd on host for a node. The argument name is the part of the node's name before
// the @. If the node is not registered, the error is ErrUnknownName.
func (c Client) Lookup(host, name string) (Entry, error) {
	conn, err := c.dial(host)
	if err != nil {
		return Entry{}, err
	}
	defer conn.Close()
	if err := writeRequest(conn, append([]byte{tagPort2}, name...)); err != nil {
		return Entry{}, fmt.Errorf("ask epmd for %s: %w", name, err)
	}
	answer, err := io.ReadAll(io.LimitReader(conn, maxRequest))
	switch {
	case err != nil:
		return Entry{}, fmt.Errorf("ask epmd for %s: %w", name, err)
	case len(answer) < 2 || answer[0] != tagPort2Resp:
		return Entry{}, fmt.Errorf("ask epmd for %s: unknown answer", name)
	case answer[1] != 0:
		return Entry{}, ErrUnknownName
	}
	e, err := parseEntry(answer[2:])
	if err != nil {
		return Entry{}, fmt.Errorf("ask epmd for %s: %w", name, err)
	}
	return e, nil
}

// Names asks the epmd on a host for all registered nodes. Only Name and Port of the entries are
// set.
func (c Client) Names(host string) ([]Entry, error) {
	conn, err := c.dial(host)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := writeRequest(conn, []byte{tagNames}); err != nil {
		return nil, fmt.Errorf("ask epmd for its names: %w", err)
	}
	var own [4]byte
	if _, err := io.ReadFull(conn, own[:]); err != nil {
		return nil, fmt.Errorf("ask epmd for its names: %w", err)
	}
	return parseNames(io.LimitReader(conn, 1<<20))
}

// parseNames parses lines of the form "name NAME at port PORT".
func parseNames(r io.Reader) ([]Entry, error) {
	var all []Entry
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		rest, isName := strings.CutPrefix(lines.Text(), "name ")
		at := strings.LastIndex(rest, " at port ")
		if !isName || at < 0 {
			continue
		}
		port, err := strconv.Atoi(rest[at+len(" at port "):])
		if err != nil {
			return nil, errors.New("ask epmd for its names: a port that is not a number")
		}
		all = append(all, Entry{Name: rest[:at], Port: port})
	}
	return all, lines.Err()
}
