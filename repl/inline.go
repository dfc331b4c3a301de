package repl

import (
	"io"
	"strings"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"lab/repl/line"
)

// plain is the escape sequence that resets colours. It follows each block that is printed above the
// prompt. Without it, Bubble Tea would not print a block that is an empty line.
const plain = "\x1b[m"

// InlineConfig configures an inline prompt.
type InlineConfig struct {
	// History holds the lines typed before.
	History *line.History
	// Complete returns the continuations of the text left of the cursor. It may block.
	Complete func(before string) Completion
	// Highlight returns the text with colours. If it is nil, the text has none.
	Highlight func(text string) string
	// Interrupt is called on Ctrl-C while no line is being read.
	Interrupt func()
	// Options are passed to the Bubble Tea program, for tests.
	Options []tea.ProgramOption
}

// Inline is an interactive terminal with a line editor at the bottom of the screen. Printed text
// scrolls above it.
type Inline struct {
	cfg  InlineConfig
	prog *tea.Program
	// ready is closed when the terminal can be printed on, and done when the terminal has been
	// restored.
	ready chan struct{}
	done  chan struct{}

	mu      sync.Mutex
	partial string // output without its line break yet
	after   io.Writer

	// size holds the columns and rows. It is atomic because the model must not wait for a Print
	// that waits for the model.
	size atomic.Pointer[[2]int]
}

// NewInline returns a terminal that has not started yet; see Run. Text that is printed after the
// terminal has been restored goes to after.
func NewInline(cfg InlineConfig, after io.Writer) *Inline {
	t := &Inline{cfg: cfg, ready: make(chan struct{}), done: make(chan struct{}), after: after}
	t.prog = tea.NewProgram(newPrompt(t), cfg.Options...)
	return t
}

// Run drives the terminal until Close is called or the user leaves. It reports whether the user
// left.
func (t *Inline) Run() (left bool, err error) {
	m, err := t.prog.Run()
	close(t.done)
	p, ok := m.(prompt)
	return ok && p.left, err
}

// Close makes Run restore the terminal and return. Text that was printed before Close is still
// shown.
func (t *Inline) Close() { t.prog.Quit() }

// Wait returns once the terminal has been restored.
func (t *Inline) Wait() { <-t.done }

// Print shows text above the line being typed. An unfinished line is held before the prompt until
// its line break arrives.
func (t *Inline) Print(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	select {
	case <-t.ready:
	case <-t.done:
	}
	select {
	case <-t.done:
		_, _ = io.WriteString(t.after, text)
		return
	default:
	}
	text = t.partial + strings.ReplaceAll(text, "\r\n", "\n")
	if at := strings.LastIndex(text, clearing); at >= 0 {
		t.above(text[:at])
		t.prog.Send(tea.Raw(clearing)())
		t.prog.Send(tea.ClearScreen()) // redraws the prompt at the current cursor
		text = text[at+len(clearing):]
	}
	end := strings.LastIndexByte(text, '\n')
	t.partial = text[end+1:]
	if end >= 0 {
		t.above(text[:end])
	}
	t.prog.Send(partialMsg(t.partial))
}

// above prints whole lines above the line being typed.
func (t *Inline) above(text string) {
	columns, rows, _ := t.Size()
	// A block fills at most half of the screen, because the input may need the other half.
	for _, block := range blocks(text, columns, max(1, rows/2)) {
		t.prog.Send(tea.Println(block + plain)())
	}
}

// ReadLine shows prompt and waits for a line.
func (t *Inline) ReadLine(prompt string, cancel <-chan struct{}) (string, error) {
	reply := make(chan answer, 1)
	t.prog.Send(askMsg{prompt, reply})
	select {
	case <-cancel:
		t.prog.Send(cancelMsg{reply})
		return "", errCancelled
	case a := <-reply:
		t.Print(a.shown + "\n")
		close(a.echoed)
		return a.text + "\n", a.err
	case <-t.done:
		return "", io.EOF
	}
}

// Size returns the size of the terminal.
func (t *Inline) Size() (columns, rows int, ok bool) {
	size := t.size.Load()
	if size == nil {
		return 0, 0, false
	}
	return size[0], size[1], true
}

func (t *Inline) highlight(text string) string {
	if t.cfg.Highlight == nil {
		return text
	}
	return t.cfg.Highlight(text)
}
