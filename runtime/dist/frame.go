package dist

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"lab/runtime/term"
)

// passThrough marks a frame with complete terms, without an atom cache header.
const passThrough = 112

// maxFrame is the maximum length of a frame in bytes, to limit the memory that a peer can use on
// this node.
const maxFrame = 256 << 20

// A Codec encodes and decodes terms in the External Term Format, including the version byte.
type Codec interface {
	Encode(dst []byte, t term.Term) ([]byte, error)
	// Decode decodes the first term of b. If kept is true, b will not be written to again, so the
	// term may refer to parts of it.
	Decode(b []byte, kept bool) (t term.Term, rest []byte, err error)
}

// appendFrame appends m as a frame: length, mark, control message, payload. It returns dst
// unchanged if m cannot be encoded.
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

// A frame whose length is from ownFrom to ownTo bytes gets its own buffer. Decoded binaries may
// refer to that buffer.
const (
	ownFrom = 16 << 10
	ownTo   = 1 << 20
)

// A frame is the body of a received frame. The body of a tick is empty.
type frame struct {
	body []byte
	// own reports whether the body has its own buffer. Otherwise the body is valid only until the
	// next frame is read.
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
	// CopyN grows the buffer with the received data, not with the announced length.
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
