package room

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	rules "lab/labs/room"
	"lab/repl/paint"
)

// This file hands the keys of the teacher's own workbook to a student, and takes them back. The
// teacher keeps keys, too.

// The messages of that.
type (
	given  struct{} // a place has the keys
	taken  struct{} // it has them no longer
	handed struct { // a key arrives at the teacher's workbook
		by  string
		key tea.Msg
	}
)

// backKey gives the keys back.
const backKey = "ctrl+]"

// hand gives the keys to a student, to nobody for "".
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

// handedTo is who has the keys, "" for nobody.
func (r *Room) handedTo() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.holder
}

// give and giveBack begin and end what a student does with the keys.
func (p *place) give() tea.Cmd {
	seen, ok := p.room.stage.watch(rules.Teacher)
	if !ok || p.lent != nil {
		return nil
	}
	p.lent = seen
	return p.lentNews()
}

func (p *place) giveBack() {
	if p.lent != nil {
		p.room.stage.leave(p.lent)
		close(p.lent)
		p.lent = nil
	}
}

// lentNews waits for what is new in the teacher's workbook.
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

// lend gives a key to the teacher's workbook, or the keys back.
func (p *place) lend(key tea.Msg) {
	if k, ok := key.(tea.KeyPressMsg); ok && k.String() == backKey {
		p.giveBack()
		_ = p.room.hand("") // nobody is always here
		return
	}
	p.room.lectern(handed{p.name, key})
}

// lentView is the teacher's workbook, as a student sees it who has its keys.
func (p *place) lentView() string {
	f, _ := p.room.stage.of(rules.Teacher)
	rows := make([]string, max(1, p.height-1))
	copy(rows, fitted(rules.Teacher, f, p.width, len(rows)))
	foot := p.theme.Warn.Render(" you have the keys of your teacher's workbook; " + backKey + " gives them back")
	return strings.Join(append(rows, paint.Fit(foot, p.width)), "\n")
}
