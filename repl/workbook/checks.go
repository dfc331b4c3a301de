package workbook

import (
	"path"
	"strconv"

	"lab/labs/report"
	"lab/labs/session"
)

// This file has the checks run, and takes in what they found.

func (m *Model) check() {
	if !m.lab.Graded() {
		m.reply(session.NoChecks)
		return
	}
	if m.busy {
		m.reply("the checks are still running, on what was saved before; press c again when they are done")
		return
	}
	m.runChecks("")
}

// fileSaved has the checks run on a file of the lab that was saved, and says what the nodes
// that are up run.
func (m *Model) fileSaved(file string) {
	name := path.Base(file)
	if m.lab.Proxy == nil || name != path.Base(m.lab.Proxy.Config) { // with that, Caddy starts again
		m.outdated(file)
	}
	if m.lab.Graded() {
		m.runChecks(name)
	}
}

// runningText says which check runs, and why.
func (m *Model) runningText() string {
	text := m.running.Text(m.now.Sub(m.since))
	if m.saved != "" {
		return m.saved + " was saved; " + text
	}
	return text
}

// runChecks has the checks run from now on, because a file was saved or a key was pressed.
func (m *Model) runChecks(saved string) {
	m.saved = saved
	m.busy, m.running, m.asked = true, report.Running{}, m.current().ID
	m.since = m.clock()
	m.now = m.since
	m.endCause(Found)
	m.driver.Grade()
}

// found takes in what the checks found, and says so to one who does not look at the guide.
func (m *Model) found(r report.Result) {
	m.again = m.graded != nil && report.Same(*m.graded, r)
	m.graded, m.busy = &r, false
	m.endCause(Unkept)
	if m.toEnd(); m.showsResult() {
		m.toGrade()
	}
	m.way.Graded(r)
	m.driver.Save()
	if m.layout().guide == 0 || !m.showsResult() {
		m.say(Notice{Cause: Found, Text: "the checks of lab " + m.lab.ID + ": " + m.verdict(r) + "; step " + strconv.Itoa(m.lab.Step(m.asked)+1) + " says what they saw"})
	}
}

// verdict is what the checks found, in a few words.
func (m *Model) verdict(r report.Result) string {
	if m.again {
		return r.Said() + ", as before"
	}
	return r.Said()
}

// seeFound ends what was said of checks whose result is on the screen.
func (m *Model) seeFound() {
	if m.layout().guide > 0 && m.showsResult() {
		m.endCause(Found)
	}
}

// showsResult reports whether the step that is shown shows what checks found.
func (m *Model) showsResult() bool { return m.current().Graded || m.asked == m.current().ID }
