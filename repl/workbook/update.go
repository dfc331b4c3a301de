package workbook

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/messages"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/keys"
	"lab/repl/line"
	"lab/repl/paint"
)

// This file handles keys and messages.

// Update implements tea.Model.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.take(msg)
	m.resize()
	m.seeFound()
	m.seePrompts()
	return m, tea.Batch(cmd, m.tick(), m.frames())
}

// tick requests a tick of the clock while checks run, because the screen shows their duration.
func (m *Model) tick() tea.Cmd {
	if !m.busy || m.ticking {
		return nil
	}
	m.ticking = true
	return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tick(t) })
}

// tick is a message with the current time.
type tick time.Time

func (m *Model) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.theme = paint.New(paint.IsDark(m.themeName, msg.IsDark()))
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		cmd := m.settle()
		m.forget("")
		m.paste(msg.Content)
		return cmd
	case tea.MouseWheelMsg:
		m.wheel(msg)
	case tea.MouseClickMsg:
		cmd := m.settle()
		m.forget("")
		m.click(msg.X, msg.Y)
		return cmd
	case settled:
		if int(msg) == m.burst.serial {
			return m.settle()
		}
	case Edited:
		if msg.Err != nil {
			m.reply("the editor: " + msg.Err.Error())
		}
	case tick:
		m.now, m.ticking = time.Time(msg), false
	case frame:
		m.moved(time.Time(msg))
	default:
		m.told(msg)
	}
	return nil
}

// told handles a message of the driver.
func (m *Model) told(msg tea.Msg) {
	switch msg := msg.(type) {
	case Output:
		if p := m.paneOf(msg.Node); p != nil {
			p.write(msg.Text)
			p.news = p.prompt != "" || p.log // output before the first prompt does not count
			p.recompiles = p.recompiles && !strings.Contains(msg.Text, "Compilation error")
		}
	case Ready:
		if p := m.paneOf(msg.Node); p != nil {
			if answer, ok := p.ask(msg.Prompt); ok {
				m.driver.Submit(p.node, answer)
			} else {
				m.recompiled(p)
			}
		}
		m.typeAgain()
	case Proxy:
		if msg.Up {
			m.endCause(Caddyfile)
		}
		m.states[catalogue.ProxyName] = census.State{Name: catalogue.ProxyName, Up: msg.Up}
	case Gone:
		if p := m.paneOf(msg.Node); p != nil {
			p.flush()
			p.ready, p.gone, p.queued = false, true, nil
			m.begunAnew(p.node)
		}
		m.typeAgain()
	case States:
		m.stateChanged(msg)
	case Cluster:
		m.observe(census.View(msg))
		m.endReached()
	case Heard:
		m.hear(messages.View(msg))
	case Struck:
		m.struck(msg)
	case Checking:
		m.running = report.Running(msg)
	case Counted:
		m.counted(book.Guess(msg))
	case Met:
		m.expectations(msg)
	case Graded:
		m.found(report.Result(msg))
	case Completed:
		m.complete(msg)
	case Saved:
		m.fileSaved(msg.File)
	case Notice:
		m.say(msg)
	}
}

func (m *Model) expectations(msg Met) {
	if _, done := m.way.Met(msg.Step, msg.Done, msg.Seen); done && m.acted {
		m.toEnd()
	}
	if msg.Seen != nil {
		m.driver.Save()
	}
}

func (m *Model) complete(msg Completed) {
	p := m.paneOf(msg.Node)
	if p == nil || p.editor.BeforeCursor() != msg.Before {
		return
	}
	p.editor.Insert(msg.Insert)
	p.choices = msg.Choices
}

func (m *Model) paneOf(node string) *pane {
	for _, p := range m.panes {
		if p.node == node {
			return p
		}
	}
	return nil
}

// paste inserts text at the prompt, whichever pane has the focus, and closes an overlay. If the guide
// asks for a sentence, the text goes into the sentence. If an overlay asks for a number, the text's
// digits go there.
func (m *Model) paste(text string) {
	if m.overlay == guessOverlay {
		for _, r := range strings.TrimSpace(text) {
			m.guessKey(keys.Name(string(r)))
		}
		return
	}
	m.overlay = noOverlay
	if m.asksWords() {
		m.wordsKey("", strings.Join(strings.Fields(text), " "))
		return
	}
	if m.pane().log {
		return
	}
	m.show(m.active)
	m.pane().editor.Paste(text)
}

func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	if m.burst.text != "" && k.Text == "" {
		return tea.Batch(m.settle(), m.key(k))
	}
	m.forget(k.Text)
	m.acted = true
	m.endCause(Key)
	m.leaving = m.leaving && key.Matches(keys.Name(name), keyQuit) // leaving takes two key presses in a row
	switch {
	case m.continues(name, k.Text):
		m.toPrompt(k.Text)
		return nil
	case m.overlay == faultOverlay:
		m.faultKey(keys.Name(name))
		return nil
	case m.overlay == guessOverlay:
		m.guessKey(keys.Name(name))
		return nil
	case m.overlay == backOverlay:
		return m.backKey(k)
	case m.overlay == endOverlay:
		return m.endKey(k)
	case m.overlay == helpOverlay:
		return m.helpKey(k)
	}
	if cmd, ok := commonKeys().Press(m, name); ok {
		return cmd
	}
	switch {
	case m.asksWords():
		m.wordsKey(name, k.Text)
		return nil
	case m.focus == onPrompt:
		m.promptKey(name, k.Text)
		return nil
	}
	if k.Text != "" {
		return m.burstKey(name, k.Text)
	}
	return m.shortcut(name)
}

// show focuses the prompt of pane i.
func (m *Model) show(i int) {
	if i >= 0 && i < len(m.panes) {
		m.active, m.focus, m.showMap = i, onPrompt, false
		m.trace.shown = m.trace.shown && m.wide() // a wide screen has a column for the messages
	}
}

// leave focuses the guide. If the guide already has the focus, a notice says how to reach the
// prompt. The map stays open, because it is read beside the guide.
func (m *Model) leave() {
	if m.focus == onGuide {
		m.reply("the keys go to the guide; tab moves to the prompt")
	}
	m.focus = onGuide
}

func (m *Model) enter() {
	switch {
	case m.choice.question != nil && !m.answered():
		m.answer()
		m.toAnswer()
	case m.way.Done():
		m.next()
	default:
		m.show(m.active)
	}
}

// next goes to the next step, if the session allows it.
func (m *Model) next() {
	switch m.way.Next() {
	case session.Unanswered:
		m.reply("first make your prediction: choose with 1, 2, 3 and press enter")
	case session.Explained:
		m.driver.Save()
		m.toEnd()
	case session.Moved:
		m.shown()
		m.sayOpen(m.way.At() - 1)
	case session.AtEnd:
		m.driver.Save()
		m.atEnd()
	}
}

func (m *Model) hint() {
	switch h := m.way.Hint(); {
	case h == "":
		m.reply(session.NoHints)
	case !slices.Contains(m.hints, h):
		m.hints = append(m.hints, h)
		m.toEnd()
	default:
		m.reply("there is no more concrete hint")
		m.toEnd()
	}
	m.driver.Save()
}

func (m *Model) open() {
	if m.lab.Page == "" {
		m.reply("this lab has no page to open")
		return
	}
	m.driver.Open()
}

// recompile submits recompile() at the prompt of every node that runs the project.
func (m *Model) recompile() {
	for i, p := range m.nodes() {
		if !m.lab.Nodes[i].Project || p.gone {
			continue
		}
		p.recompiles = true
		if !p.ready {
			p.queued = append(p.queued, "recompile()")
			continue
		}
		p.echo("recompile()")
		m.driver.Submit(p.node, "recompile()")
	}
}

// toEnd scrolls the guide to its end, where text was just added.
func (m *Model) toEnd() { m.scroll = len(m.guideRows(m.guideWidth() - 4)) }

// clusterKeys returns the key bindings of the map or of the messages, whichever has the focus.
func (m *Model) clusterKeys() table {
	switch m.focus {
	case onMap:
		return mapKeys()
	case onTrace:
		return traceKeys()
	}
	return table{}
}

func (m *Model) promptKey(name, text string) {
	p, bound := m.pane(), promptKeys()
	m.sayDown(p)
	if p.log {
		bound = table{Rows: rows{scrollKeys()}}
	}
	if _, ok := bound.Press(m, name); ok || p.log {
		return
	}
	p.back, p.choices = 0, nil
	if p.editor.Key(name) || text == "" {
		return
	}
	if _, ok := p.editor.Searching(); ok {
		p.editor.SearchFor(text)
		return
	}
	p.editor.Insert(text)
}

// submit submits the typed line.
func (m *Model) submit() {
	p := m.pane()
	m.stopAgain()
	m.endTyped(p.node)
	p.recompiles = p.recompiles || strings.Contains(p.editor.Text(), "recompile")
	if answer, ok := p.submit(); ok {
		m.driver.Submit(p.node, answer)
	}
}

// newLine inserts a line break. Before the first prompt, line.Feed submits the line.
func (m *Model) newLine(name string) {
	if p := m.pane(); p.prompt != "" || name != line.Feed {
		p.editor.Insert("\n")
		return
	}
	m.submit()
}

// interrupt interrupts the evaluation and discards the typed text.
func (m *Model) interrupt() {
	p := m.pane()
	m.stopAgain()
	p.editor.Clear()
	p.queued = nil
	m.driver.Interrupt(p.node)
}

func (m *Model) completeTyped() {
	p := m.pane()
	m.driver.Complete(p.node, p.editor.BeforeCursor())
}
