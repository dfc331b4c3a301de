package room

import (
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"lab/labs/catalogue"
	"lab/labs/report"
	rules "lab/labs/room"
	book "lab/labs/workbook"
	"lab/repl/home"
	"lab/repl/live"
	"lab/repl/workbook"
)

// This file restricts a student's screen to a fixed set of actions on the teacher's machine. Every
// method permits one kind of action. Everything else is refused.

// nodeMemory is the memory limit of a student's node in MB. It is low because the teacher's
// machine runs many nodes.
const nodeMemory = 512

// A driver runs a lab for a place. It implements workbook.Driver on top of a live.Driver.
type driver struct {
	place *place
	lab   *catalogue.Lab
	live  *live.Driver
	err   error // the reason why the lab did not start
	turn  *turn // the claim to run the checks
	once  sync.Once
}

// close ends the nodes and returns when they have ended. It may be called several times and
// concurrently.
func (d *driver) close() {
	d.once.Do(func() {
		d.live.Close()
		d.turn.end()
	})
}

// run starts the nodes, and delivers their messages to the place until the lab is closed.
func (d *driver) run() {
	go d.live.Deliver(func(msg any) { d.place.send(told{d, d.seen(msg)}) })
	if err := d.live.Start(); err != nil {
		d.place.send(failed{d, err})
	}
}

// seen prepares a message for the student's screen: it makes the file names in the message relative
// to the workbook. It also reports the results of checks to the board.
func (d *driver) seen(msg any) any {
	switch m := msg.(type) {
	case workbook.Output:
		m.Text = d.place.plain(m.Text)
		return m
	case workbook.Notice:
		m.Text = d.place.plain(m.Text)
		return m
	case workbook.Graded:
		d.turn.give()
		r := d.place.plainResult(report.Result(m))
		d.place.room.board.Graded(d.place.name, r)
		return workbook.Graded(r)
	}
	return msg
}

// Submit implements workbook.Driver.
func (d *driver) Submit(node, text string) { d.live.Submit(node, text) }

// Interrupt implements workbook.Driver.
func (d *driver) Interrupt(node string) { d.live.Interrupt(node) }

// Complete implements workbook.Driver.
func (d *driver) Complete(node, before string) { d.live.Complete(node, before) }

// Resize implements workbook.Driver.
func (d *driver) Resize(columns int) { d.live.Resize(columns) }

// Fault implements workbook.Driver.
func (d *driver) Fault(f catalogue.Fault, g *book.Guess) { d.live.Fault(f, g) }

// Grade implements workbook.Driver. It only waits for a turn. The place then starts the checks in
// the goroutine of its screen, which owns the progress.
func (d *driver) Grade() {
	go d.turn.take(func() { d.place.post(told{d, yourTurn{}}) })
}

// Watch implements workbook.Driver.
func (d *driver) Watch(step *catalogue.Step) { d.live.Watch(step) }

// Open implements workbook.Driver. A browser would open on the teacher's machine, so only the
// teacher may open one, and only while no student has the keys.
func (d *driver) Open() {
	if d.place.name == rules.Teacher && d.place.room.handedTo() == "" {
		d.live.Open()
		return
	}
	d.place.post(told{d, workbook.Notice{Text: "the pages of this lab are on the teacher's machine, and yours cannot reach them"}})
}

// Edit implements workbook.Driver. It opens the room's own editor instead of a program.
func (d *driver) Edit(file string) *exec.Cmd {
	d.place.post(told{d, editFile(file)})
	return nil
}

// Save implements workbook.Driver. It also reports the progress to the board, because every step,
// answer and hint is saved.
func (d *driver) Save() {
	d.live.Save()
	d.place.room.board.Saw(d.place.name, d.lab, d.place.progress.Snapshot())
}

// A roomDesk implements home.Desk. It makes the file names in texts relative to the workbook, so
// that students do not see the teacher's folders. It reports results to the board.
type roomDesk struct {
	inner home.Desk
	place *place
}

// Check implements home.Desk.
func (d *roomDesk) Check(l *catalogue.Lab, p *book.Progress) report.Result {
	d.place.room.turns <- struct{}{}
	r := d.place.plainResult(d.inner.Check(l, p))
	<-d.place.room.turns
	d.place.room.board.Graded(d.place.name, r)
	return r
}

// Keep implements home.Desk.
func (d *roomDesk) Keep(l *catalogue.Lab, r report.Result) error {
	err := d.plain(d.inner.Keep(l, r))
	d.place.room.board.Know(d.place.name, d.place.progress.Snapshot())
	return err
}

// Solution implements home.Desk.
func (d *roomDesk) Solution(l *catalogue.Lab) (string, error) {
	text, err := d.inner.Solution(l)
	return text, d.plain(err)
}

func (d *roomDesk) plain(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(d.place.plain(err.Error()))
}

// namer returns a replacer that makes file names relative to the workbook's folder.
func namer(w *book.Workbook) *strings.Replacer {
	dirs := []string{w.Dir}
	if real, err := filepath.EvalSymlinks(w.Dir); err == nil && real != w.Dir {
		dirs = append(dirs, real)
	}
	var pairs []string
	for _, dir := range dirs {
		pairs = append(pairs, dir+string(filepath.Separator), "", filepath.ToSlash(dir)+"/", "", dir, ".")
	}
	return strings.NewReplacer(pairs...)
}

// plainResult makes the file names in a result relative to the workbook.
func (p *place) plainResult(r report.Result) report.Result {
	r.Reason, r.Unsaved = p.plain(r.Reason), p.plain(r.Unsaved)
	r.Checks = slices.Clone(r.Checks)
	for i, c := range r.Checks {
		r.Checks[i].Hint, r.Checks[i].Saw = p.plain(c.Hint), p.plain(c.Saw)
	}
	return r
}

// plain makes the file names in a text relative to the workbook.
func (p *place) plain(text string) string { return p.names.Replace(text) }
