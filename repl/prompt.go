package repl

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/repl/line"
	"lab/repl/paint"
)

// This file is the Bubble Tea model of the inline prompt.

// These messages are sent to the model of the inline prompt.
type (
	// partialMsg is an unfinished line of output.
	partialMsg string
	// askMsg asks for a line.
	askMsg struct {
		prompt string
		reply  chan answer
	}
	// drawnMsg reports that the first frame has been drawn.
	drawnMsg struct{}
	// cancelMsg cancels a read. The typed text stays in the editor.
	cancelMsg struct{ reply chan answer }
	// answeredMsg reports that the answer has been printed above the prompt.
	answeredMsg struct{}
	// completedMsg carries the completion of the text in its field before.
	completedMsg struct {
		before string
		Completion
	}
)

// An answer is a line that the user typed.
type answer struct {
	text   string
	shown  string // the prompt and the line with colours, to print above
	err    error  // errInterrupted if the user interrupted the read
	echoed chan struct{}
}

// firstFrame is the time allowed for drawing the first frame. Text printed earlier would overwrite
// the top of the screen.
const firstFrame = 50 * time.Millisecond

type prompt struct {
	term    *Inline
	editor  *line.Editor
	width   int
	height  int
	partial string
	ask     *askMsg
	asked   []askMsg // reads queued behind ask
	ahead   []string // lines typed before a read asked for them
	echoing bool     // an answer is being printed above the prompt
	begun   bool     // a read has asked for a line
	leaving bool     // Ctrl-C was pressed at an empty prompt
	left    bool
}

func newPrompt(t *Inline) prompt {
	return prompt{term: t, editor: line.New(t.cfg.History), width: 80, height: 24}
}

// Init implements tea.Model. It has no initial command.
func (p prompt) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (p prompt) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.width, p.height = max(msg.Width, 1), max(msg.Height, 1)
		if p.term.size.Swap(&[2]int{msg.Width, msg.Height}) == nil {
			cmd = tea.Tick(firstFrame, func(time.Time) tea.Msg { return drawnMsg{} })
		}
	case drawnMsg:
		close(p.term.ready)
	case partialMsg:
		p.partial = string(msg)
	case askMsg:
		p.asked, p.begun = append(p.asked, msg), true
		cmd = p.next()
	case cancelMsg:
		cmd = p.cancel(msg.reply)
	case answeredMsg:
		p.echoing = false
		cmd = p.next()
	case completedMsg:
		cmd = p.completed(msg)
	case tea.PasteMsg:
		p.editor.Paste(msg.Content)
	case tea.KeyPressMsg:
		cmd = p.key(msg)
	}
	return p, cmd
}

// next starts the oldest queued read and answers it with a line that was typed ahead, if there is
// one.
func (p *prompt) next() tea.Cmd {
	if p.echoing || p.ask != nil || len(p.asked) == 0 {
		return nil
	}
	p.ask = &p.asked[0]
	p.asked = p.asked[1:]
	if len(p.ahead) == 0 {
		return nil
	}
	text := p.ahead[0]
	p.ahead = p.ahead[1:]
	return p.answer(text, nil)
}

// cancel drops a read. If the read has just been answered, the answer returns to the lines typed
// ahead.
func (p *prompt) cancel(reply chan answer) tea.Cmd {
	select {
	case a := <-reply:
		close(a.echoed)
		p.ahead = append([]string{a.text}, p.ahead...)
		return nil
	default:
	}
	if p.ask != nil && p.ask.reply == reply {
		p.ask = nil
	}
	p.asked = slices.DeleteFunc(p.asked, func(a askMsg) bool { return a.reply == reply })
	return p.next()
}

// answer answers the current read.
func (p *prompt) answer(text string, err error) tea.Cmd {
	a := answer{text, p.ask.prompt + p.term.highlight(text), err, make(chan struct{})}
	done := p.term.done
	p.ask.reply <- a
	p.ask, p.echoing = nil, true
	return func() tea.Msg {
		select {
		case <-a.echoed:
		case <-done:
		}
		return answeredMsg{}
	}
}

// submit takes the typed text as input. Each of its lines answers one read.
func (p *prompt) submit() tea.Cmd {
	lines := strings.Split(p.editor.Submit(), "\n")
	if p.ask == nil {
		p.ahead = append(p.ahead, lines...)
		return nil
	}
	p.ahead = append(lines[1:], p.ahead...)
	return p.answer(lines[0], nil)
}

// continuation is the prefix of the prompt inside an unfinished expression.
const continuation = "..."

// interrupt handles Ctrl-C. During an evaluation it interrupts the evaluation. At the prompt it
// discards the typed line. On an empty line it discards an unfinished expression. If nothing can be
// discarded, a second Ctrl-C leaves the prompt.
func (p *prompt) interrupt() tea.Cmd {
	p.ahead = nil
	switch {
	case p.ask == nil:
		if p.term.cfg.Interrupt != nil {
			go p.term.cfg.Interrupt()
		}
	case p.editor.Text() != "":
		p.editor.Clear()
	case strings.HasPrefix(p.ask.prompt, continuation):
		return p.answer("", errInterrupted)
	case p.leaving:
		return p.leave()
	default:
		p.leaving = true
	}
	return nil
}

// leave quits the Bubble Tea program of the prompt.
func (p *prompt) leave() tea.Cmd {
	p.left = true
	return tea.Quit
}

func (p *prompt) complete() tea.Cmd {
	before := p.editor.BeforeCursor()
	if p.ask == nil || p.term.cfg.Complete == nil {
		return nil
	}
	complete := p.term.cfg.Complete
	return func() tea.Msg { return completedMsg{before, complete(before)} }
}

// completed inserts a completion and prints the choices above. It does nothing if the line has
// changed meanwhile.
func (p *prompt) completed(c completedMsg) tea.Cmd {
	if c.before != p.editor.BeforeCursor() {
		return nil
	}
	if !c.Found {
		return tea.Raw("\a")
	}
	p.editor.Insert(c.Insert)
	if len(c.Choices) == 0 || p.ask == nil {
		return nil
	}
	term, width := p.term, p.width
	shown := p.ask.prompt + term.highlight(p.editor.Text())
	return func() tea.Msg {
		term.Print(shown + "\n" + columns(c.Choices, width) + "\n")
		return nil
	}
}

// View draws the unfinished output line, the prompt and the typed text.
func (p prompt) View() tea.View {
	head := p.partial
	if p.ask != nil {
		head += p.ask.prompt
	}
	if sought, searching := p.editor.Searching(); searching {
		head = "(search) " + sought + ": "
	}
	if p.echoing {
		return tea.NewView(strings.Join(paint.Folded(p.partial, p.width), "\n"))
	}
	if p.ask == nil { // text typed ahead of a read is not shown yet
		return p.frame(paint.Folded(head, p.width), nil)
	}
	return p.frame(paint.Folded(head+p.term.highlight(p.editor.Text()), p.width), paint.Folded(head+p.editor.BeforeCursor(), p.width))
}

// frame draws the rows that fit the screen. The rows before the cursor end at the cursor. They are
// nil if there is no cursor.
func (p prompt) frame(rows, before []string) tea.View {
	height, foot := p.height, ""
	if p.leaving {
		height, foot = max(1, height-1), "\n(Ctrl+C again to leave)"
	}
	start, end := paint.Around(len(rows), len(before)-1, height)
	v := tea.NewView(strings.Join(rows[start:end], "\n") + foot)
	if len(before) > 0 {
		x := ansi.StringWidth(before[len(before)-1])
		v.Cursor = tea.NewCursor(min(x, p.width-1), len(before)-1-start)
	}
	return v
}
