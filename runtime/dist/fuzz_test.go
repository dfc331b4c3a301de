package dist

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"testing"

	"lab/runtime/term"
)

// A tape is a connection whose peer sends fixed data, whatever it receives.
type tape struct {
	net.Conn
	says *bytes.Reader
}

func play(b []byte) tape { return tape{says: bytes.NewReader(b)} }

func (t tape) Read(b []byte) (int, error)  { return t.says.Read(b) }
func (t tape) Write(b []byte) (int, error) { return len(b), nil }

// said returns the messages of a handshake as one stream.
func said(msgs ...[]byte) []byte {
	var out bytes.Buffer
	for _, m := range msgs {
		_ = writeHandshake(&out, m)
	}
	return out.Bytes()
}

// FuzzHandshake sends arbitrary data to both sides of a handshake. It must never succeed without
// the cookie.
func FuzzHandshake(f *testing.F) {
	me := self{"a@localhost", 1, capabilities, func(string) string { return "secret" }}
	them := self{"b@localhost", 1, capabilities, nil}
	reply := append(binary.BigEndian.AppendUint32([]byte{'r'}, 1), digest("secret", 1)...)
	f.Add(said(nameMessage(them), reply))
	f.Add(said(nameMessage(them), []byte("strue"), reply))
	f.Add(said([]byte("n\x00\x05\x00\x00\x00\x00b@localhost"), []byte("c12345678"), reply))
	f.Add(said([]byte("sok"), challengeMessage(them, 7), append([]byte{'a'}, digest("secret", 1)...)))
	f.Add(said([]byte("salive"), challengeMessage(them, 7), []byte("a")))
	f.Add(said([]byte("snok")))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, v := range []verdict{sayOk, saySimultaneous, sayNok, sayAlive, sayNotAllowed} {
			if r, err := accept(play(b), me, func(remote) verdict { return v }); err == nil {
				t.Fatalf("accepted %+v", r)
			}
		}
		if r, err := initiate(play(b), me, "b@localhost", func() bool { return true }); err == nil {
			t.Fatalf("connected to %+v", r)
		}
	})
}

// wordCodec encodes a term as one byte and rejects zero.
type wordCodec struct{ plainCodec }

func (wordCodec) Decode(b []byte, _ bool) (term.Term, []byte, error) {
	if len(b) == 0 || b[0] == 0 {
		return term.Term{}, nil, errProtocol
	}
	return term.Tup(term.Int(int64(b[0]))), b[1:], nil
}

// FuzzFrames reads a stream of frames to its end. The memory for them must be proportional to the
// received bytes.
func FuzzFrames(f *testing.F) {
	one, _ := appendFrame(nil, plainCodec{}, message(3))
	f.Add(one)
	f.Add(append(one, 0, 0, 0, 0))
	f.Add([]byte{0x10, 0, 0, 0, passThrough})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0, 0, 0, 5, 131, 68, 1, 2, 3})             // with the atom cache
	f.Add([]byte{0, 0, 0, 9, 131, 69, 0, 0, 0, 0, 0, 0, 1}) // a fragment
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bufio.NewReader(bytes.NewReader(b))
		var buf bytes.Buffer
		for {
			f, err := readFrame(r, &buf)
			if err != nil {
				if err == io.EOF && r.Buffered() > 0 {
					t.Fatal("ended early")
				}
				break
			}
			if len(f.body) == 0 {
				continue
			}
			control, _, err := parseFrame(wordCodec{}, f)
			if err == nil && (f.body[0] != passThrough || len(control) == 0) {
				t.Fatalf("took %x for a message", f.body)
			}
		}
		if buf.Cap() > 4*len(b)+4096 {
			t.Fatalf("holds %d bytes for %d", buf.Cap(), len(b))
		}
	})
}
