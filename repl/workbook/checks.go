package workbook

import (
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
	m.runChecks()
}

// runChecks has the checks run from now on.
func (m *Model) runChecks() {
	m.busy, m.running, m.asked = true, report.Running{}, m.current().ID
	m.since = m.clock()
	m.now = m.since
	m.endCause(Found)
	m.driver.Grade()
}

// found takes in what the checks found, and says so to one who does not look at the guide.
func (m *Model) found(r report.Result) {
	m.graded, m.busy = &r, false
	m.endCause(Unkept)
	m.toEnd()
	m.way.Graded(r)
	m.driver.Save()
	if m.layout().guide == 0 || !m.showsResult() {
		m.say(Notice{Cause: Found, Text: "the checks of lab " + m.lab.ID + ": " + r.Said() + "; step " + strconv.Itoa(m.lab.Step(m.asked)+1) + " says what they saw"})
	}
}

// seeFound ends what was said of checks whose result is on the screen.
func (m *Model) seeFound() {
	if m.layout().guide > 0 && m.showsResult() {
		m.endCause(Found)
	}
}

// showsResult reports whether the step that is shown shows what checks found.
func (m *Model) showsResult() bool { return m.current().Graded || m.asked == m.current().ID }
