package repl

import (
	"bufio"
	"io"
	"sync"
)

// Plain is a terminal made of two streams, as iex has where it is fed from a
// pipe: prompts are printed, nothing is edited and nothing is coloured.
type Plain struct {
	in  *bufio.Reader
	mu  sync.Mutex
	out io.Writer
}

// NewPlain returns a terminal that reads in and writes out.
func NewPlain(in io.Reader, out io.Writer) *Plain {
	return &Plain{in: bufio.NewReader(in), out: out}
}

// Print writes text as it is.
func (p *Plain) Print(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, _ = io.WriteString(p.out, text) // nobody to tell when the output is closed
}

// ReadLine prints prompt and returns the next line.
func (p *Plain) ReadLine(prompt string) (string, error) {
	p.Print(prompt)
	s, err := p.in.ReadString('\n')
	if s != "" {
		return s, nil
	}
	return "", err
}

// Size returns false: a stream has no width.
func (p *Plain) Size() (columns, rows int, ok bool) { return 0, 0, false }
