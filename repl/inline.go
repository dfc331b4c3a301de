package repl

import (
	"io"
	"strings"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"lab/repl/line"
)

// plain ends what is printed above the prompt: colours do not run on into it, and
// an empty line is not taken for nothing.
const plain = "\x1b[m"

// InlineConfig says what an inline prompt shows and does.
type InlineConfig struct {
	// History holds the lines typed before.
	History *line.History
	// Complete returns what may follow the text left of the cursor. It may take its
	// time.
	Complete func(before string) Completion
	// Highlight returns the text with colours; nil leaves it plain.
	Highlight func(text string) string
	// Interrupt is called on Ctrl-C while no line is being read.
	Interrupt func()
	// Options are given to the program that draws, for tests.
	Options []tea.ProgramOption
}

// Inline is an interactive terminal: a line editor at the end of the screen, with
// everything that is printed scrolling above it.
type Inline struct {
	cfg  InlineConfig
	prog *tea.Program
	// ready is closed when the terminal can be printed on, done when it has been
	// given back.
	ready chan struct{}
	done  chan struct{}

	mu      sync.Mutex
	partial string // output that has not come to the end of its line
	after   io.Writer

	// size holds columns and rows. The model writes it, and must not wait for a
	// Print that waits for the model.
	size atomic.Pointer[[2]int]
}

// NewInline takes the terminal over. after is where text goes once the terminal
// has been given back.
func NewInline(cfg InlineConfig, after io.Writer) *Inline {
	t := &Inline{cfg: cfg, ready: make(chan struct{}), done: make(chan struct{}), after: after}
	t.prog = tea.NewProgram(newPrompt(t), cfg.Options...)
	return t
}

// Run drives the terminal until Close is called or the user leaves. It reports
// whether the user did.
func (t *Inline) Run() (left bool, err error) {
	m, err := t.prog.Run()
	close(t.done)
	p, ok := m.(prompt)
	return ok && p.left, err
}

// Close gives the terminal back. Text that was printed before is on the screen when
// Run returns.
func (t *Inline) Close() { t.prog.Quit() }

// Wait returns once the terminal has been given back.
func (t *Inline) Wait() { <-t.done }

// Print shows text above the line being typed. The start of a line stays before
// the prompt until its end comes.
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
		t.prog.Send(tea.ClearScreen()) // draws the prompt where the cursor is now
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
	// Half of the screen is left to what is typed, which may be several lines.
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
