package room

import (
	"bytes"
	"io"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// This file bounds the input of a student's terminal. Bubble Tea keeps pasted text until its end,
// and input that it does not understand until a pause, however long both are.

const (
	// mostPasted is the maximum size of a pasted text in bytes. The rest of it is dropped.
	mostPasted = 256 << 10
	// burst is the number of bytes after which the reader makes a pause of rest. Bubble Tea waits
	// 50 ms before it gives up on input that it does not understand.
	burst = 64 << 10
	rest  = 120 * time.Millisecond
)

// typing reads the input of a student's terminal.
type typing struct {
	in    io.Reader
	pause func()

	read   int // the number of bytes since the last pause
	filter inputFilter
	ready  []byte // filtered input that was not read yet
}

func newTyping(in io.Reader) *typing {
	return &typing{in: in, pause: func() { time.Sleep(rest) }}
}

// Read implements io.Reader.
func (t *typing) Read(b []byte) (int, error) {
	for len(t.ready) == 0 {
		if t.read >= burst {
			t.read = 0
			t.pause()
		}
		n, err := t.in.Read(b[:min(len(b), burst-t.read)])
		t.read += n
		t.ready = t.filter.pass(t.ready[:0], b[:n])
		if err != nil && len(t.ready) == 0 {
			return 0, err
		}
	}
	n := copy(b, t.ready)
	t.ready = t.ready[n:]
	return n, nil
}

// An inputFilter removes from input what would make Bubble Tea keep it without bound: more than
// mostPasted bytes of a pasted text, and control sequences within it. It recognises the start of a
// pasted text at least where Bubble Tea does. It removes single bytes that are not UTF-8, because
// some of them begin control sequences as well.
type inputFilter struct {
	state  inputState
	params []byte // of a control sequence
	rune   []byte // the part of a UTF-8 sequence that was read

	pasted int    // the size of the pasted text
	end    []byte // the part of the mark at the end of a pasted text that was read
}

// An inputState is a state of an inputFilter.
type inputState int

// The states: in typed text, after an escape character, in a control sequence, in pasted text.
const (
	inText inputState = iota
	inEscape
	inControl
	inPaste
)

// mostParams is the maximum length of the parameters in a control sequence of a real terminal.
const mostParams = 32

// pass appends the permitted part of in to out.
func (f *inputFilter) pass(out, in []byte) []byte {
	for _, b := range in {
		if f.state == inPaste {
			out = f.paste(out, b)
			continue
		}
		char := f.whole(b)
		if len(char) == 1 {
			char[0] = f.control(b)
		} else if f.state == inEscape && len(char) > 1 {
			f.state = inText
		}
		out = append(out, char...)
	}
	return out
}

// whole returns the character that the byte b completes: ASCII, or a whole UTF-8 sequence.
func (f *inputFilter) whole(b byte) []byte {
	if utf8.RuneStart(b) {
		f.rune = f.rune[:0]
	} else if len(f.rune) == 0 {
		return nil
	}
	f.rune = append(f.rune, b)
	if !utf8.FullRune(f.rune) {
		return nil
	}
	char := f.rune
	f.rune = f.rune[:0]
	if !utf8.Valid(char) {
		return nil
	}
	return char
}

// control follows control sequences. It returns b, or another byte that makes a sequence harmless.
func (f *inputFilter) control(b byte) byte {
	switch {
	case b == ansi.ESC:
		f.state = inEscape
	case f.state == inEscape && b == '[':
		f.state, f.params = inControl, f.params[:0]
	case f.state == inControl && b >= '@' && b <= '~':
		f.state = inText
		if b == '~' && startsPaste(f.params) {
			f.state, f.pasted, f.end = inPaste, 0, f.end[:0]
		}
		if b == '_' && bytes.Contains(f.params, []byte(";")) { // the input mode of Windows, which can spell any other sequence
			return 'y'
		}
	case f.state == inControl:
		if len(f.params) < mostParams {
			f.params = append(f.params, b)
		}
	default:
		f.state = inText
	}
	return b
}

// startsPaste reports whether a control sequence with these parameters may start a pasted text. A
// space or a comma shows that it is no sequence, but text that was typed after the key Esc.
func startsPaste(params []byte) bool {
	typed := bytes.ContainsFunc(params, func(c rune) bool { return c >= ' ' && c <= '/' })
	return !typed && (len(params) >= mostParams || bytes.Contains(params, []byte("200")))
}

// paste appends a byte of a pasted text to out if it is permitted, and the mark at its end.
func (f *inputFilter) paste(out []byte, b byte) []byte {
	if b == ansi.ESC {
		f.end = append(f.end[:0], b)
		return out
	}
	if len(f.end) > 0 && b == ansi.BracketedPasteEnd[len(f.end)] {
		if f.end = append(f.end, b); len(f.end) < len(ansi.BracketedPasteEnd) {
			return out
		}
		f.state = inText
		return append(out, ansi.BracketedPasteEnd...)
	}
	if len(f.end) > 0 {
		for _, b := range f.end[1:] {
			out = f.text(out, b)
		}
		f.end = f.end[:0]
	}
	return f.text(out, b)
}

// text appends the character of a pasted text that b completes.
func (f *inputFilter) text(out []byte, b byte) []byte {
	char := f.whole(b)
	if f.pasted+len(char) > mostPasted {
		return out
	}
	f.pasted += len(char)
	return append(out, char...)
}
