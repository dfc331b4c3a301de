package workbook

import (
	"path"
	"strconv"

	"lab/labs/report"
	"lab/labs/session"
)

// This file starts the checks and handles their results.

func (m *Model) check() {
	if !m.lab.Graded() {
		m.reply(session.NoChecks)
		return
	}
	if m.busy {
		m.reply("the checks are still running on the files saved before; press c again when they are done")
		return
	}
	m.runChecks("")
}

// fileSaved handles a saved file of the lab: it marks the nodes that run the old version, and runs
// the checks.
func (m *Model) fileSaved(file string) {
	name := path.Base(file)
	if m.lab.Proxy == nil || name != path.Base(m.lab.Proxy.Config) { // Caddy restarts by itself when its configuration is saved
		m.outdated(file)
	}
	if m.lab.Graded() {
		m.runChecks(name)
	}
}

// runningText describes the running check and the reason for the run.
func (m *Model) runningText() string {
	text := m.running.Text(m.now.Sub(m.since))
	if m.saved != "" {
		return m.saved + " was saved; " + text
	}
	return text
}

// runChecks starts the checks. The argument is the saved file that caused the run, or "" for a key
// press.
func (m *Model) runChecks(saved string) {
	m.saved = saved
	m.busy, m.running, m.asked = true, report.Running{}, m.current().ID
	if saved != "" {
		m.asked = m.gradedStep()
	}
	m.since = m.clock()
	m.now = m.since
	m.endCause(Found)
	m.driver.Grade()
}

// gradedStep returns the step that shows the result after a file was saved: the current step if it is
// graded, otherwise the next graded step, or the last one if none follows. The result is about the
// whole lab. It would hide the text of a step that asks for one change of many, or for a change that
// the checks reject.
func (m *Model) gradedStep() string {
	graded := m.current().ID
	for i, s := range m.lab.Steps {
		if s.Graded {
			graded = s.ID
			if i >= m.way.At() {
				break
			}
		}
	}
	return graded
}

// found handles the result of the checks. If the guide does not show the result, it adds a notice. A
// project that does not compile concerns every step.
func (m *Model) found(r report.Result) {
	m.again = m.graded != nil && report.Same(*m.graded, r)
	m.graded, m.busy = &r, false
	m.endCause(Unkept)
	if r.Reason != "" {
		m.asked = m.current().ID
	}
	if m.showsResult() {
		m.toGrade()
	}
	m.way.Graded(r)
	m.driver.Save()
	if m.layout().guide == 0 || !m.showsResult() {
		m.say(Notice{Cause: Found, Text: "the checks of lab " + m.lab.ID + ": " + m.verdict(r) + "; step " + strconv.Itoa(m.lab.Step(m.asked)+1) + " says what they saw"})
	}
}

// verdict summarises the result of the checks in a few words.
func (m *Model) verdict(r report.Result) string {
	if m.again {
		return r.Said() + ", as before"
	}
	return r.Said()
}

// seeFound removes the notice about a result once the result is on the screen.
func (m *Model) seeFound() {
	if m.layout().guide > 0 && m.showsResult() {
		m.endCause(Found)
	}
}

// showsResult reports whether the current step shows the result of the checks.
func (m *Model) showsResult() bool { return m.current().Graded || m.asked == m.current().ID }
