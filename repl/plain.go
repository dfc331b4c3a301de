package repl

import (
	"bufio"
	"io"
	"sync"
)

// Plain is a terminal made of two streams, as iex has where it is fed from a
// pipe: prompts are printed, nothing is edited and nothing is coloured.
type Plain struct {
	in    *bufio.Reader
	lines chan input // from the goroutine that reads
	start sync.Once
	mu    sync.Mutex
	out   io.Writer
}

// input is the outcome of reading one line.
type input struct {
	text string
	err  error
}

// NewPlain returns a terminal that reads in and writes out.
func NewPlain(in io.Reader, out io.Writer) *Plain {
	return &Plain{in: bufio.NewReader(in), lines: make(chan input), out: out}
}

// Print writes text as it is.
func (p *Plain) Print(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = io.WriteString(p.out, text) // nobody to tell when the output is closed
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

// pump reads ahead by one line, so that a read can be cancelled without losing
// what comes for the next.
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
