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

// This file says how requests and answers look as bytes.

// Boot is what a node is told when it starts, on the first line of its input. It
// holds the secrets that stand neither in its arguments nor in its environment.
type Boot struct {
	// Key marks what is not output of programs.
	Key string `json:"key"`
	// Cookie is the node's cookie.
	Cookie string `json:"cookie"`
	// Sealed keeps programs from replacing the modules of Elixir and Erlang.
	Sealed bool `json:"sealed,omitempty"`
}

// NewBoot draws a key.
func NewBoot(cookie string, sealed bool) Boot {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // it never fails (crypto/rand)
	return Boot{Key: hex.EncodeToString(key), Cookie: cookie, Sealed: sealed}
}

const (
	keyBytes = 16
	// maxBoot bounds the first line, maxFrame any other message, in bytes.
	maxBoot  = 4 << 10
	maxFrame = 16 << 20
)

// ReadBoot reads the first line of a node's input.
func ReadBoot(in io.Reader) (Boot, error) {
	var line []byte
	for one := make([]byte, 1); len(line) < maxBoot; line = append(line, one[0]) {
		if _, err := io.ReadFull(in, one); err != nil {
			return Boot{}, fmt.Errorf("reading what this node is to be: %w", err)
		}
		if one[0] == '\n' {
			var b Boot
			if err := json.Unmarshal(line, &b); err != nil || len(b.Key) != 2*keyBytes {
				return Boot{}, errors.New("lab node reads what it is to be from its input; lab iex starts a node for you")
			}
			return b, nil
		}
	}
	return Boot{}, errors.New("the first line of the node's input is too long")
}

// mark begins each frame; the key makes it one that no program can print.
func mark(key string) []byte { return []byte("\x1e" + key) }

const lengthDigits = 8

// frame puts a term between output of programs.
func frame(key string, body []byte) []byte {
	out := mark(key)
	out = fmt.Appendf(out, "%0*x", lengthDigits, len(body))
	return append(out, body...)
}

// encode makes bytes of a term for the other end. own are the identifiers of the
// node that speaks.
func encode(t term.Term, own etf.EncodeOpts) ([]byte, error) { return etf.Encode(nil, t, own) }

func decode(b []byte, own etf.DecodeOpts) (term.Term, error) {
	t, rest, err := etf.Decode(b, own)
	if err == nil && len(rest) > 0 {
		err = errors.New("bytes after the term")
	}
	return t, err
}

// A splitter parts the output of a node into frames and text.
type splitter struct {
	mark  []byte
	rest  []byte
	text  func(b []byte)
	frame func(body []byte)
}

// Write takes a piece of output.
func (s *splitter) Write(b []byte) (int, error) {
	s.rest = append(s.rest, b...)
	for s.step() {
	}
	return len(b), nil
}

// step takes what is complete at the start of rest, and reports whether there was
// anything.
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
		s.give(len(s.mark)) // nobody but the node's own Go code writes the mark
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

// give hands the first n bytes over as text.
func (s *splitter) give(n int) {
	if n > 0 {
		s.text(s.rest[:n])
		s.rest = append(s.rest[:0], s.rest[n:]...)
	}
}

// overlap is how many bytes at the end of b may be the start of mark.
func overlap(b, mark []byte) int {
	for n := min(len(b), len(mark)-1); n > 0; n-- {
		if bytes.HasSuffix(b, mark[:n]) {
			return n
		}
	}
	return 0
}
