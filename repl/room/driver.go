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

// This file stands between a student's screen and the teacher's machine. It lists what a student
// may have done there: nothing is passed on that is not written out here.

// nodeMemory is how many MB a node of a student may fill: many run on the teacher's machine.
const nodeMemory = 512

// A driver runs a lab for a place. It implements workbook.Driver.
type driver struct {
	place *place
	lab   *catalogue.Lab
	live  *live.Driver
	err   error // why the lab did not start
	turn  *turn // at having the checks run
	once  sync.Once
}

// close ends the nodes. It returns once they have ended, whoever else has asked for that.
func (d *driver) close() {
	d.once.Do(func() {
		d.live.Close()
		d.turn.end()
	})
}

// run starts the nodes, and tells the place what happens, until the lab is closed.
func (d *driver) run() {
	go d.live.Deliver(func(msg any) { d.place.send(told{d, d.seen(msg)}) })
	if err := d.live.Start(); err != nil {
		d.place.send(failed{d, err})
	}
}

// seen tells the board what checks found, and takes the teacher's folders out of what is said.
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

// Grade implements workbook.Driver. The checks wait for their turn, and then begin with the progress
// as it is on the screen, whose goroutine that belongs to.
func (d *driver) Grade() {
	go d.turn.take(func() { d.place.post(told{d, yourTurn{}}) })
}

// Watch implements workbook.Driver.
func (d *driver) Watch(step *catalogue.Step) { d.live.Watch(step) }

// Open implements workbook.Driver. A browser opens on the teacher's machine, for the teacher while
// no student has the keys.
func (d *driver) Open() {
	if d.place.name == rules.Teacher && d.place.room.handedTo() == "" {
		d.live.Open()
		return
	}
	d.place.post(told{d, workbook.Notice{Text: "the pages of this lab are on the teacher's machine, and yours cannot reach them"}})
}

// Edit implements workbook.Driver: the room's own editor opens, and no program.
func (d *driver) Edit(file string) *exec.Cmd {
	d.place.post(told{d, editFile(file)})
	return nil
}

// Save implements workbook.Driver: each step, answer and hint is saved, and so the board learns
// of it.
func (d *driver) Save() {
	d.live.Save()
	d.place.room.board.Saw(d.place.name, d.lab, d.place.progress.Snapshot())
}

// A desk is the home screen's, with the teacher's folders taken out of what is said. It
// implements home.Desk.
type desk struct {
	inner home.Desk
	place *place
}

// Check implements home.Desk.
func (d *desk) Check(l *catalogue.Lab, p *book.Progress) report.Result {
	d.place.room.turns <- struct{}{}
	r := d.place.plainResult(d.inner.Check(l, p))
	<-d.place.room.turns
	d.place.room.board.Graded(d.place.name, r)
	return r
}

// Keep implements home.Desk.
func (d *desk) Keep(l *catalogue.Lab, r report.Result) error {
	err := d.plain(d.inner.Keep(l, r))
	d.place.room.board.Know(d.place.name, d.place.progress.Snapshot())
	return err
}

// Solution implements home.Desk.
func (d *desk) Solution(l *catalogue.Lab) (string, error) {
	text, err := d.inner.Solution(l)
	return text, d.plain(err)
}

func (d *desk) plain(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(d.place.plain(err.Error()))
}

// namer takes the folder of a workbook out of texts, so that files are named as in it.
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

// plainResult is a result with the teacher's folders taken out of it.
func (p *place) plainResult(r report.Result) report.Result {
	r.Reason, r.Unsaved = p.plain(r.Reason), p.plain(r.Unsaved)
	r.Checks = slices.Clone(r.Checks)
	for i, c := range r.Checks {
		r.Checks[i].Hint, r.Checks[i].Saw = p.plain(c.Hint), p.plain(c.Saw)
	}
	return r
}

// plain is a text in which files are named as in the workbook.
func (p *place) plain(text string) string { return p.names.Replace(text) }
