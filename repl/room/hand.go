package room

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	rules "lab/labs/room"
	"lab/repl/paint"
)

// This file lends the keys of the teacher's own workbook to a student. While a student has the
// keys, the teacher can still use the workbook.

// These messages are about the keys of the teacher's workbook.
type (
	given  struct{} // this place has received the keys
	taken  struct{} // this place has lost the keys
	handed struct { // a student's key press for the teacher's workbook
		by  string
		key tea.Msg
	}
)

// backKey is the key with which the student returns the keys.
const backKey = "ctrl+]"

// hand lends the keys to a student. The name "" takes them back.
func (r *Room) hand(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.places[name]
	if name != "" && p == nil {
		return fmt.Errorf("%s is not here now", name)
	}
	if before := r.places[r.holder]; before != nil && before != p {
		before.post(taken{})
	}
	r.holder = name
	if p != nil {
		p.post(given{})
	}
	r.changed()
	return nil
}

// handedTo returns the name of the student who has the keys, or "".
func (r *Room) handedTo() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.holder
}

// give shows the teacher's workbook to the student who has its keys, until giveBack is called.
func (p *place) give() tea.Cmd {
	if p.lent != nil {
		return nil
	}
	p.lent = p.room.stage.watch(rules.Teacher)
	return p.lentNews()
}

func (p *place) giveBack() {
	if p.lent != nil {
		p.room.stage.leave(p.lent)
		close(p.lent)
		p.lent = nil
	}
}

// lentNews waits for a change of the teacher's workbook.
func (p *place) lentNews() tea.Cmd {
	seen := p.lent
	if seen == nil {
		return nil
	}
	return func() tea.Msg {
		<-seen
		return look{}
	}
}

// lend sends a key press to the teacher's workbook, or returns the keys.
func (p *place) lend(key tea.Msg) {
	if k, ok := key.(tea.KeyPressMsg); ok && k.String() == backKey {
		p.giveBack()
		_ = p.room.hand("") // cannot fail: no student has to be present
		return
	}
	p.room.toTeacher(handed{p.name, key})
}

// lentView renders the teacher's workbook for the student who has its keys.
func (p *place) lentView() string {
	f, _ := p.room.stage.of(rules.Teacher)
	rows := make([]string, max(1, p.height-1))
	copy(rows, fitted(rules.Teacher, f, p.width, len(rows)))
	foot := p.theme.Warn.Render(" you have the keys of your teacher's workbook; " + backKey + " gives them back")
	return strings.Join(append(rows, paint.Fit(foot, p.width)), "\n")
}
