package epmd

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
)

// DefaultPort is epmd's port unless ERL_EPMD_PORT is set.
const DefaultPort = 4369

// These are the request and response tags of the protocol.
const (
	tagAlive2      = 120
	tagAlive2Resp  = 121
	tagAlive2XResp = 118
	tagPort2       = 122
	tagPort2Resp   = 119
	tagNames       = 110
	tagDump        = 100
	tagKill        = 107
	tagStop        = 115
)

// These are the node types of an ALIVE2 request.
const (
	typeHidden = 72
	typeNormal = 77
)

// maxName is the maximum length of a node name without the host, which is part of an atom.
const maxName = 255

// maxExtra is the maximum length of the extra field of an entry.
const maxExtra = 1024

// maxRequest is the length of the longest request, an ALIVE2.
const maxRequest = 13 + maxName + maxExtra

// ErrNameTaken means that a live node has the name.
var ErrNameTaken = errors.New("the name is in use")

// ErrUnknownName means that no live node has the name.
var ErrUnknownName = errors.New("no node of that name is registered")

// An Entry is a node registered at epmd.
type Entry struct {
	// Name is the node's name without its host.
	Name string
	// Port is the node's port for distribution connections.
	Port int
	// Hidden reports whether the node is hidden.
	Hidden bool
	// Low and High are the lowest and highest distribution versions that the node supports.
	Low, High int
	// Extra is free text. For a lab node it contains the gossip port.
	Extra string
}

// Port returns epmd's port: the value of ERL_EPMD_PORT, or 4369.
func Port() int {
	if n, err := strconv.Atoi(os.Getenv("ERL_EPMD_PORT")); err == nil && n > 0 && n < 65536 {
		return n
	}
	return DefaultPort
}

// readRequest reads a request: a length of two bytes, then the body.
func readRequest(r io.Reader) ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(head[:]))
	if n == 0 || n > maxRequest {
		return nil, fmt.Errorf("a request of %d bytes", n)
	}
	body := make([]byte, n)
	_, err := io.ReadFull(r, body)
	return body, err
}

// writeRequest writes a request with its length.
func writeRequest(c net.Conn, body []byte) error {
	out := binary.BigEndian.AppendUint16(make([]byte, 0, len(body)+2), uint16(len(body)))
	_, err := c.Write(append(out, body...))
	return err
}

// appendEntry appends an entry in the format of ALIVE2 requests and PORT2 responses: port, type,
// protocol (0, TCP), versions, name, extra.
func appendEntry(dst []byte, e Entry) []byte {
	kind := byte(typeNormal)
	if e.Hidden {
		kind = typeHidden
	}
	dst = binary.BigEndian.AppendUint16(dst, uint16(e.Port))
	dst = append(dst, kind, 0)
	dst = binary.BigEndian.AppendUint16(dst, uint16(e.High))
	dst = binary.BigEndian.AppendUint16(dst, uint16(e.Low))
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(e.Name)))
	dst = append(dst, e.Name...)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(e.Extra)))
	return append(dst, e.Extra...)
}

var errShort = errors.New("the message is too short")

// parseEntry parses the format of appendEntry.
func parseEntry(b []byte) (Entry, error) {
	if len(b) < 10 {
		return Entry{}, errShort
	}
	e := Entry{
		Port:   int(binary.BigEndian.Uint16(b)),
		Hidden: b[2] == typeHidden,
		High:   int(binary.BigEndian.Uint16(b[4:])),
		Low:    int(binary.BigEndian.Uint16(b[6:])),
	}
	n := int(binary.BigEndian.Uint16(b[8:]))
	b = b[10:]
	if len(b) < n+2 {
		return Entry{}, errShort
	}
	e.Name = string(b[:n])
	x := int(binary.BigEndian.Uint16(b[n:]))
	b = b[n+2:]
	if len(b) < x {
		return Entry{}, errShort
	}
	e.Extra = string(b[:x])
	if e.Name == "" || n > maxName || x > maxExtra {
		return Entry{}, fmt.Errorf("a name of %d and an extra field of %d bytes", n, x)
	}
	return e, nil
}
