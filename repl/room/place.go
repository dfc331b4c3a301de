package room

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	rules "lab/labs/room"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/home"
	"lab/repl/line"
	"lab/repl/live"
	"lab/repl/paint"
	"lab/repl/workbook"
)

// This file is the screen of one student: the list of labs, the workbook of a lab, and messages
// from the teacher on top.

// These messages are sent to a place.
type (
	letter    string   // a message from the teacher
	goodbye   string   // ends the session with these last words
	childLeft struct{} // the student left the current screen
	told      struct { // a message from a driver to its workbook
		by  *driver
		msg any
	}
	failed struct { // a lab that did not start
		by  *driver
		err error
	}
	editFile string                        // a request to edit this file
	yourTurn struct{}                      // the requested checks may run now
	tidied   struct{ open *catalogue.Lab } // the nodes of the last screen have ended; open is the lab to open next, or nil
)

// A place is the Bubble Tea model of a student's screen.
type place struct {
	room *Room
	name string
	send func(tea.Msg)
	// leave is the command that leaves the place. If it is nil, leaving ends the session.
	leave tea.Cmd

	book     *book.Workbook
	names    *strings.Replacer // removes the teacher's folders from texts
	progress *book.Progress

	theme         paint.Theme
	background    tea.Msg // the terminal's report of its background colour
	width, height int

	home   *home.Model
	stop   func() // stops the home screen's desk
	work   *workbook.Model
	driver *driver
	editor *editor // drawn over the workbook, nil if closed
	tidy   string  // the text to show between two screens

	lent chan struct{} // receives when the teacher's workbook changes; nil if the student does not have its keys

	letters []string
	over    bool
	last    string // printed when the session ends
}

func newPlace(r *Room, name string) *place {
	return &place{room: r, name: name, theme: paint.New(true), width: 80, height: 24}
}

// post sends the place a message without blocking.
func (p *place) post(msg tea.Msg) { go p.send(msg) }

// open opens the student's workbook and lays it out if it is new.
func (p *place) open() error {
	w, err := book.Open(rules.Folder(p.room.cfg.Dir, p.name), p.room.cfg.Exercises)
	if err != nil {
		return err
	}
	if _, err := w.LayOut(); err != nil {
		return err
	}
	progress, notice, err := w.Progress()
	if err != nil {
		return err
	}
	p.book, p.progress, p.names = w, progress, namer(w)
	p.room.board.Know(p.name, progress.Snapshot())
	p.showHome("", p.plain(notice))
	return nil
}

// showHome shows the list of labs with the cursor on the given lab.
func (p *place) showHome(at, notice string) {
	inner, stop := p.room.cfg.Desk(p.book, p.progress)
	p.work, p.driver, p.tidy, p.stop = nil, nil, "", stop
	p.home = home.New(p.room.cfg.Catalogue, p.progress, &roomDesk{inner, p}, at, notice)
	p.introduce(p.home)
}

// introduce passes the terminal's size and background colour to a new screen.
func (p *place) introduce(m tea.Model) {
	m.Update(tea.WindowSizeMsg{Width: p.width, Height: p.height})
	if p.background != nil {
		m.Update(p.background)
	}
}

// showLab opens a lab.
func (p *place) showLab(l *catalogue.Lab) {
	shuffle, err := p.book.Shuffle()
	if err != nil {
		p.showHome(l.ID, p.plain(err.Error()))
		return
	}
	history, _ := line.OpenHistory("") // cannot fail without a file
	d := &driver{place: p, lab: l, turn: newTurn(p.room.turns), live: live.New(live.Config{Lab: l, Workbook: p.book, Progress: p.progress,
		Grader: p.room.cfg.Grader, OtherPorts: true, Colours: true, Interrupts: true, Memory: nodeMemory})}
	p.driver, p.home, p.tidy = d, nil, ""
	p.work = workbook.New(l, p.progress.Lab(l.ID), shuffle, d, history)
	typed, _ := p.book.LastTyped(l) // without it, the student types the lines again
	p.work.Back(typed)
	p.work.OnEnd(func() *catalogue.Lab { return session.NextAfter(p.room.cfg.Catalogue.Labs, p.progress, l) })
	p.introduce(p.work)
	if len(filesOf(l)) > 0 {
		p.pass(workbook.Notice{Text: editKey + " opens the files of this lab here; they are on the teacher's machine"})
	}
	go d.run()
}

// shut stops everything that the screen had running, after the screen has ended.
func (p *place) shut() {
	p.giveBack()
	p.room.stage.drop(p.name)
	if p.stop != nil {
		p.stop()
	}
	if p.driver != nil {
		p.driver.close()
	}
}

// child returns the current screen, or nil between two screens.
func (p *place) child() tea.Model {
	switch {
	case p.work != nil:
		return p.work
	case p.home != nil:
		return p.home
	}
	return nil
}

// ended implements lasting.
func (p *place) ended() bool { return p.over }

// Init implements tea.Model.
func (p *place) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update implements tea.Model.
func (p *place) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.width, p.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		p.background, p.theme = msg, paint.New(msg.IsDark())
	case letter:
		p.letters = append(p.letters, string(msg))
		return p, nil
	case goodbye:
		p.over, p.last = true, string(msg)
		return p, tea.Quit
	case childLeft:
		return p, p.onward()
	case tidied:
		p.settle(msg.open)
		return p, nil
	case failed:
		return p, p.notStarted(msg)
	case told:
		if msg.by == p.driver && p.work != nil {
			if _, ok := msg.msg.(editFile); ok {
				p.edit(editKey, "")
				return p, nil
			}
			if msg.msg == (yourTurn{}) {
				p.driver.live.Grade()
				return p, nil
			}
			return p, p.pass(msg.msg)
		}
		return p, nil
	case given:
		return p, p.give()
	case taken:
		p.giveBack()
		return p, nil
	case look:
		return p, p.lentNews()
	case tea.KeyPressMsg:
		if msg.String() == "esc" && len(p.letters) > 0 {
			p.letters = p.letters[1:]
			return p, nil
		}
		if p.lent != nil {
			p.lend(msg)
			return p, nil
		}
		if p.edit(msg.String(), msg.Text) {
			return p, nil
		}
	case tea.PasteMsg:
		if p.lent != nil {
			p.lend(msg)
			return p, nil
		}
		if p.editor != nil {
			p.editor.insert(msg.Content)
			return p, nil
		}
	case tea.MouseClickMsg, tea.MouseWheelMsg:
		if p.editor != nil || p.lent != nil {
			return p, nil
		}
	}
	return p, p.pass(msg)
}

// editKey is the key that opens the editor.
const editKey = "alt+e"

// edit passes a key to the editor, or opens the editor for editKey. It reports whether it handled
// the key.
func (p *place) edit(name, text string) bool {
	if p.editor != nil {
		if p.editor.key(name, text) {
			p.editor = nil
		}
		return true
	}
	if name != editKey || p.work == nil {
		return false
	}
	e, err := openEditor(p.book, p.driver.lab)
	if err != nil {
		p.pass(workbook.Notice{Text: p.plain(err.Error())})
		return true
	}
	p.editor = e
	return true
}

// pass passes a message to the current screen.
func (p *place) pass(msg tea.Msg) tea.Cmd {
	child := p.child()
	if child == nil {
		return nil
	}
	_, cmd := child.Update(msg)
	return cmd
}

// say shows a notice on the current screen until the next key press.
func (p *place) say(text string) {
	if p.home != nil {
		p.home.Say(text)
		return
	}
	p.pass(workbook.Notice{Text: text})
}

// onward shows the screen that comes after the current screen. After the list of labs it opens the
// chosen lab or ends the session. After a lab it shows the list or the next lab.
func (p *place) onward() tea.Cmd {
	switch {
	case p.home != nil && p.home.Opened() == nil:
		if p.leave != nil {
			return p.leave
		}
		p.over, p.last = true, "Your work is kept. To continue, connect again with the same key."
		return tea.Quit
	case p.home != nil:
		l, stop := p.home.Opened(), p.stop
		p.home, p.stop, p.tidy = nil, nil, "opening lab "+l.ID+" …"
		return func() tea.Msg {
			stop()
			return tidied{l}
		}
	case p.work != nil:
		return p.closeLab()
	}
	return nil
}

// closeLab ends the nodes of the lab. It then opens the lab that the student chose when leaving. If
// the student chose no lab, it shows the list of labs.
func (p *place) closeLab() tea.Cmd {
	d, next := p.driver, p.work.Onward()
	p.work, p.editor, p.tidy = nil, nil, "ending the nodes of lab "+d.lab.ID+" …"
	return func() tea.Msg {
		d.close()
		return tidied{next}
	}
}

// settle shows the next screen. That is the lab l, or the list of labs if l is nil.
func (p *place) settle(l *catalogue.Lab) {
	if l != nil {
		p.showLab(l)
		return
	}
	at, notice := p.driver.lab.ID, ""
	if p.driver.err != nil {
		notice = fmt.Sprintf("lab %s: %s", at, p.plain(p.driver.err.Error()))
	}
	p.showHome(at, notice)
}

// notStarted returns to the list of labs with the error of a lab that failed to start.
func (p *place) notStarted(f failed) tea.Cmd {
	if f.by != p.driver || p.work == nil {
		return nil
	}
	f.by.err = f.err
	return p.closeLab()
}

// View implements tea.Model.
func (p *place) View() tea.View {
	v := tea.NewView("\n  " + p.tidy)
	if child, ok := p.child().(interface{ View() tea.View }); ok {
		v = child.View()
	}
	if p.editor != nil {
		v.Content, v.Cursor = p.editor.view(p.theme, p.width, p.height)
	}
	if p.lent != nil {
		v.Content, v.Cursor = p.lentView(), nil
	}
	v.AltScreen = true
	if len(p.letters) > 0 {
		v.Content = p.letterOver(v.Content)
	}
	p.room.stage.put(p.name, frame{v.Content, p.width, p.height})
	return v
}

// letterOver draws the teacher's message over the screen.
func (p *place) letterOver(screen string) string {
	width := min(60, p.width-4)
	var rows []string
	for row := range strings.SplitSeq(paint.Wrap(p.letters[0], width-4), "\n") {
		rows = append(rows, " "+row)
	}
	foot := " esc closes this; everything else continues"
	if n := len(p.letters) - 1; n > 0 {
		foot = fmt.Sprintf(" esc closes this; %d more", n)
	}
	rows = append(rows, "", p.theme.Faint.Render(foot))
	return p.theme.Over(screen, p.width, p.height, "your teacher", rows, width)
}

// A lasting model reports whether its program should end.
type lasting interface{ ended() bool }

// keepOpen is a filter that keeps the program running when only the inner screen quits.
func keepOpen(m tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.QuitMsg:
		if l, ok := m.(lasting); ok && !l.ended() {
			return childLeft{}
		}
	case tea.SuspendMsg:
		return nil
	}
	return msg
}
