package pipe

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"lab/runtime/etf"
	"lab/runtime/term"
)

// This file defines the encoding of requests and replies.

// Boot is the first line of a node's input. It holds secrets that must not appear in the process's
// arguments or environment.
type Boot struct {
	// Key marks replies, to distinguish them from the output of programs.
	Key string `json:"key"`
	// Cookie is the node's cookie.
	Cookie string `json:"cookie"`
	// Sealed prevents programs from replacing the modules of Elixir and Erlang.
	Sealed bool `json:"sealed,omitempty"`
}

// NewBoot returns a Boot with a random key.
func NewBoot(cookie string, sealed bool) Boot {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return Boot{Key: hex.EncodeToString(key), Cookie: cookie, Sealed: sealed}
}

const (
	keyBytes = 16
	// maxBoot is the maximum length of the first line in bytes. maxFrame is the maximum length of
	// any other message in bytes.
	maxBoot  = 4 << 10
	maxFrame = 16 << 20
)

// ReadBoot reads the first line of a node's input.
func ReadBoot(in io.Reader) (Boot, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < maxBoot; line = append(line, one[0]) {
		if _, err := io.ReadFull(in, one); err != nil {
			return Boot{}, fmt.Errorf("reading the node's configuration: %w", err)
		}
		if one[0] == '\n' {
			var b Boot
			if err := json.Unmarshal(line, &b); err != nil || len(b.Key) != 2*keyBytes {
				return Boot{}, errors.New("lab node reads its configuration from its input; lab iex starts a node for you")
			}
			return b, nil
		}
	}
	return Boot{}, errors.New("the first line of the node's input is too long")
}

// mark returns the start of each frame. Programs cannot print it, because they do not know the
// key.
func mark(key string) []byte { return []byte("\x1e" + key) }

const lengthDigits = 8

// frame wraps an encoded term for output.
func frame(key string, body []byte) []byte {
	out := mark(key)
	out = fmt.Appendf(out, "%0*x", lengthDigits, len(body))
	return append(out, body...)
}

// encode encodes a term for the other end. The options own identify the encoding node.
func encode(t term.Term, own etf.EncodeOpts) ([]byte, error) { return etf.Encode(nil, t, own) }

func decode(b []byte, own etf.DecodeOpts) (term.Term, error) {
	t, rest, err := etf.Decode(b, own)
	if err == nil && len(rest) > 0 {
		err = errors.New("bytes after the term")
	}
	return t, err
}

// A splitter separates frames and text in the output of a node.
type splitter struct {
	mark  []byte
	rest  []byte
	text  func(b []byte)
	frame func(body []byte)
}

// Write processes a piece of output.
func (s *splitter) Write(b []byte) (int, error) {
	s.rest = append(s.rest, b...)
	for s.step() {
	}
	return len(b), nil
}

// step processes one frame, or the text before it, at the start of rest. It returns false if more
// input is needed.
func (s *splitter) step() bool {
	i := bytes.Index(s.rest, s.mark)
	if i < 0 {
		s.give(len(s.rest) - overlap(s.rest, s.mark))
		return false
	}
	s.give(i)
	head := len(s.mark) + lengthDigits
	if len(s.rest) < head {
		return false
	}
	n, err := strconv.ParseUint(string(s.rest[len(s.mark):head]), 16, 32)
	if err != nil || n > maxFrame {
		s.give(len(s.mark)) // cannot happen: only the node's Go code writes marks
		return true
	}
	if uint64(len(s.rest)-head) < n {
		return false
	}
	body := bytes.Clone(s.rest[head : head+int(n)])
	s.rest = append(s.rest[:0], s.rest[head+int(n):]...)
	s.frame(body)
	return true
}

// give passes on the first n bytes as text.
func (s *splitter) give(n int) {
	if n > 0 {
		s.text(s.rest[:n])
		s.rest = append(s.rest[:0], s.rest[n:]...)
	}
}

// overlap returns the number of bytes at the end of b that may be the start of a mark.
func overlap(b, mark []byte) int {
	for n := min(len(b), len(mark)-1); n > 0; n-- {
		if bytes.HasSuffix(b, mark[:n]) {
			return n
		}
	}
	return 0
}
