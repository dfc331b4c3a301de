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
	Decode(b []byte) (t term.Term, rest []byte, err error)
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

// readFrame returns the body of the next frame, empty for a tick. The body is
// valid until the next call with the same buf.
func readFrame(r *bufio.Reader, buf *bytes.Buffer) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxFrame {
		return nil, fmt.Errorf("%w: a frame of %d bytes", errProtocol, n)
	}
	buf.Reset()
	// CopyN grows the buffer with what comes, not with what was promised.
	if _, err := io.CopyN(buf, r, int64(n)); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// parseFrame splits the body of a frame into control message and payload.
func parseFrame(c Codec, b []byte) (control []term.Term, payload term.Term, err error) {
	if len(b) == 0 || b[0] != passThrough {
		return nil, term.Term{}, errProtocol
	}
	ctl, rest, err := c.Decode(b[1:])
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
	payload, rest, err = c.Decode(rest)
	if err != nil {
		return nil, term.Term{}, fmt.Errorf("payload: %w", err)
	}
	if len(rest) != 0 {
		return nil, term.Term{}, errProtocol
	}
	return control, payload, nil
}
