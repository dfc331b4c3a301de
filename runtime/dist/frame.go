package dist

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"lab/runtime/term"
)

// passThrough marks a frame whose terms stand complete, without the header of
// the atom cache.
const passThrough = 112

// maxFrame bounds one frame: what a peer may make this node hold at once.
const maxFrame = 256 << 20

// A Codec writes and reads terms as this node does (External Term Format, the
// version byte included).
type Codec interface {
	Encode(dst []byte, t term.Term) ([]byte, error)
	// Decode reads the first term of b. Kept says that b is not written to again, so that the term may hold parts of it.
	Decode(b []byte, kept bool) (t term.Term, rest []byte, err error)
}

// appendFrame appends m as a frame: length, mark, control message, payload.
// dst is unchanged where m cannot be written.
func appendFrame(dst []byte, c Codec, m Message) ([]byte, error) {
	start := len(dst)
	out := append(dst, 0, 0, 0, 0, passThrough)
	out, err := c.Encode(out, m.Control)
	if err == nil && !m.Payload.IsNone() {
		out, err = c.Encode(out, m.Payload)
	}
	if err == nil && len(out)-start-4 > maxFrame {
		err = fmt.Errorf("a message of %d bytes", len(out)-start)
	}
	if err != nil {
		return dst[:start], err
	}
	binary.BigEndian.PutUint32(out[start:], uint32(len(out)-start-4))
	return out, nil
}

// A frame of these sizes gets bytes of its own, and binaries that are read from it may keep them.
const (
	ownFrom = 16 << 10
	ownTo   = 1 << 20
)

// A frame is the body of a frame, empty for a tick.
type frame struct {
	body []byte
	// own says that the body is not used again; else it is valid until the next frame is read with the same buffer.
	own bool
}

// readFrame returns the next frame.
func readFrame(r *bufio.Reader, buf *bytes.Buffer) (frame, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return frame{}, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxFrame {
		return frame{}, fmt.Errorf("%w: a frame of %d bytes", errProtocol, n)
	}
	if n >= ownFrom && n <= ownTo {
		body := make([]byte, n)
		_, err := io.ReadFull(r, body)
		return frame{body, true}, err
	}
	buf.Reset()
	// CopyN grows the buffer with what comes, not with what was promised.
	if _, err := io.CopyN(buf, r, int64(n)); err != nil {
		return frame{}, err
	}
	return frame{body: buf.Bytes()}, nil
}

// parseFrame splits the body of a frame into control message and payload.
func parseFrame(c Codec, f frame) (control []term.Term, payload term.Term, err error) {
	b := f.body
	if len(b) == 0 || b[0] != passThrough {
		return nil, term.Term{}, errProtocol
	}
	ctl, rest, err := c.Decode(b[1:], f.own)
	if err != nil {
		return nil, term.Term{}, fmt.Errorf("control message: %w", err)
	}
	control = ctl.Elems()
	if len(control) == 0 || !control[0].IsSmall() {
		return nil, term.Term{}, errProtocol
	}
	if len(rest) == 0 {
		return control, term.Term{}, nil
	}
	payload, rest, err = c.Decode(rest, f.own)
	if err != nil {
		return nil, term.Term{}, fmt.Errorf("payload: %w", err)
	}
	if len(rest) != 0 {
		return nil, term.Term{}, errProtocol
	}
	return control, payload, nil
}
