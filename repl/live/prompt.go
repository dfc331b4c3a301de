package live

import (
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/cluster"
	"lab/repl"
	"lab/repl/workbook"
	"lab/runtime/term"
)

// This file implements the prompt of one node. IEx runs on the node. Its terminal is this program.

// errWithdrawn is the error of a read whose reading process has ended.
var errWithdrawn = errors.New("the reader has ended")

// prompt implements repl.Terminal for one run of a node.
type prompt struct {
	d     *Driver
	node  string
	pid   int // the node's operating system process, which identifies this run of the node
	shell *repl.Shell
	over  chan struct{}
	once  sync.Once

	mu    sync.Mutex
	lines []string // submitted but not read yet
	some  chan struct{}
	typed string // the line being evaluated
	// unfinished is the number of submissions that are being evaluated or whose expression is not
	// complete yet.
	unfinished int
	// printed is the beginning of the line's output.
	printed strings.Builder
}

// openPrompt starts IEx on a node.
func openPrompt(d *Driver, s *cluster.Scenario, st cluster.NodeState) *prompt {
	p := &prompt{d: d, node: st.Name, pid: st.PID, over: make(chan struct{}), some: make(chan struct{}, 1)}
	p.shell = repl.Open(s.Machine(), p)
	go p.run(st.Full)
	return p
}

// run keeps IEx running on the node as long as the node is up.
func (p *prompt) run(full string) {
	if p.await() && p.d.cfg.Colours {
		_, _ = p.d.call(p.node, term.Intern("application"), term.Intern("set_env"),
			term.Sym("elixir"), term.Sym("ansi_enabled"), term.True)
	}
	for p.await() {
		var lost *repl.LostError
		if err := p.shell.Remote(full, p.options()...); err != nil && !errors.As(err, &lost) {
			p.Print(err.Error() + "\n")
			return
		}
	}
}

// options returns the options of IEx on the node.
func (p *prompt) options() []term.Term {
	if !p.d.cfg.Interrupts {
		return nil
	}
	return []term.Term{term.Tup(term.Sym("ctrl_c"), term.Str("interrupt"))}
}

// unanswered is the pause between attempts to reach a node that has just started or is frozen.
const unanswered = 250 * time.Millisecond

// await returns true once the node answers. It returns false when the prompt has been closed.
func (p *prompt) await() bool {
	for {
		select {
		case <-p.over:
			return false
		default:
		}
		if _, err := p.d.call(p.node, term.Intern("erlang"), term.Intern("node")); err == nil {
			return true
		}
		select {
		case <-p.over:
			return false
		case <-time.After(unanswered):
		}
	}
}

func (p *prompt) close() {
	p.once.Do(func() {
		close(p.over)
		p.shell.Close()
	})
}

// answer queues the lines of a text for the reads of the prompt.
func (p *prompt) answer(text string) {
	p.mu.Lock()
	p.lines = append(p.lines, strings.Split(text, "\n")...)
	p.typed = text
	p.unfinished++
	p.printed.Reset()
	p.mu.Unlock()
	p.wake()
}

func (p *prompt) wake() {
	select {
	case p.some <- struct{}{}:
	default:
	}
}

func (p *prompt) next() (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.lines) == 0 {
		return "", false
	}
	line := p.lines[0]
	p.lines = p.lines[1:]
	return line, true
}

// withdraw returns the number of submissions that an interrupt discards now.
func (p *prompt) withdraw() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.unfinished
	p.unfinished = 0
	return n
}

// continuation is the beginning of the prompt within an expression.
const continuation = "..."

// asks handles the prompt for the next line. If that prompt does not continue an expression, the
// submissions before it are finished.
func (p *prompt) asks(ask string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !strings.HasPrefix(ask, continuation) {
		p.unfinished = 0
	}
}

func (p *prompt) interrupt() {
	p.mu.Lock()
	p.lines = nil
	p.mu.Unlock()
	p.shell.Interrupt()
}

// Print implements repl.Terminal.
func (p *prompt) Print(text string) {
	p.mu.Lock()
	if p.typed != "" && p.printed.Len() < longestError {
		p.printed.WriteString(text)
	}
	p.mu.Unlock()
	p.d.Output(p.node, text)
}

// longestError limits the output of a submitted line that is searched for an error, in bytes. Once
// so much is stored, further output is not stored.
const longestError = 4 << 10

// ReadLine implements repl.Terminal.
func (p *prompt) ReadLine(ask string, cancel <-chan struct{}) (string, error) {
	if line, ok := p.next(); ok { // more lines of the same submission
		return line + "\n", nil
	}
	p.asks(ask)
	go p.explain()
	p.d.out.put(workbook.Ready{Node: p.node, Prompt: ask})
	p.d.lookAgain()
	for {
		select {
		case <-p.some:
			if line, ok := p.next(); ok {
				return line + "\n", nil
			}
		case <-cancel:
			return "", errWithdrawn
		case <-p.over:
			return "", io.EOF
		}
	}
}

// Size implements repl.Terminal.
func (p *prompt) Size() (columns, rows int, ok bool) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	return p.d.width, 24, true
}

var aWhyNot = term.Intern("why_not")

// explain shows a notice if it can explain the printed error, or the reason why a connection
// failed.
func (p *prompt) explain() {
	p.mu.Lock()
	typed, printed := p.typed, ansi.Strip(p.printed.String())
	p.typed = ""
	p.printed.Reset()
	p.mu.Unlock()
	text := misread(printed)
	if text == "" {
		text = unhostedIn(typed)
	}
	if p.d.cfg.Interrupts && wantsOut(typed, printed) {
		text = "esc, and then q twice, leaves the lab"
	}
	if typed != "" && text != "" {
		p.d.out.put(workbook.Notice{Cause: workbook.Misread, Node: p.node, Text: text})
		return
	}
	peer, ok := peerIn(typed)
	if !ok {
		return
	}
	why, err := p.d.call(p.node, term.Intern("lab_fault"), aWhyNot, term.Sym(peer))
	if text := causeText(peer, why); err == nil && text != "" {
		own, _, _ := strings.Cut(peer, "@")
		p.d.out.put(workbook.Notice{Cause: workbook.Unconnected, Node: p.node, Peer: own, Text: text})
	}
}
