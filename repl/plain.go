package repl

import (
	"bufio"
	"io"
	"sync"
)

// Plain is a terminal made of two streams, for input from a pipe. It prints prompts, but has no
// editing and no colours.
type Plain struct {
	in    *bufio.Reader
	lines chan input // from the pump goroutine
	start sync.Once
	mu    sync.Mutex
	out   io.Writer
}

// input is the result of reading one line.
type input struct {
	text string
	err  error
}

// NewPlain returns a terminal that reads from in and writes to out.
func NewPlain(in io.Reader, out io.Writer) *Plain {
	return &Plain{in: bufio.NewReader(in), lines: make(chan input), out: out}
}

// Print writes text unchanged.
func (p *Plain) Print(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = io.WriteString(p.out, text) // there is nowhere to report a closed output
}

// ReadLine prints prompt and returns the next line.
func (p *Plain) ReadLine(prompt string, cancel <-chan struct{}) (string, error) {
	p.Print(prompt)
	p.start.Do(func() { go p.pump() })
	select {
	case l := <-p.lines:
		return l.text, l.err
	case <-cancel:
		return "", errCancelled
	}
}

// pump reads lines in a goroutine of its own, so that a cancelled read does not lose a line.
func (p *Plain) pump() {
	for {
		s, err := p.in.ReadString('\n')
		if s != "" {
			err = nil
		}
		p.lines <- input{s, err}
	}
}

// Size returns false: a stream has no width.
func (p *Plain) Size() (columns, rows int, ok bool) { return 0, 0, false }
