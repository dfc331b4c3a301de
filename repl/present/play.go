package present

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// This file plays a talk without a speaker: to prepare the nodes for a step, to check the talk, or
// to record it.

// auto is the state of automatic play.
type auto struct {
	on    bool
	until int // the position of the beat to stop at
}

// playOn executes beats while automatic play is on. It returns when a beat has to wait.
func (m *Model) playOn() tea.Cmd {
	if !m.auto.on {
		return nil
	}
	pace := m.pace
	if m.auto.until < len(m.beats) { // this is preparation, which does not need to look human
		m.pace = nil
	}
	defer func() { m.pace = pace }()
	for m.auto.on {
		if m.at >= m.auto.until {
			m.auto.on = false
			m.reply = ""
			if len(m.wrong) > 0 {
				m.reply, _, _ = strings.Cut("not as expected while the nodes were prepared: "+m.wrong[0].String(), "\n")
			}
			return nil
		}
		b := m.beat()
		switch {
		case m.phase == typing || m.phase == running || b.kind == cover && !m.ready():
			return nil
		case b.kind == hand:
			m.byHand = append(m.byHand, m.lab.Steps[b.at].ID+": "+b.act.Hand)
			m.enter(m.afterStep())
			continue
		case b.kind == ending:
			if m.pause != nil {
				m.pause()
			}
			m.played[m.at] = true
			m.auto.on = false
			return nil
		case b.kind == ask && m.phase == idle:
			for _, i := range right(b.of.Question) {
				m.picked[i] = true
			}
		case b.kind == check && m.phase == idle && m.auto.until < len(m.beats): // preparation skips checks: they take long and change nothing
			m.played[m.at] = true
			m.enter(m.at + 1)
			continue
		case b.kind == fault && m.phase == idle:
			m.warned = true // do not ask for a forecast
		}
		if m.pause != nil {
			m.pause()
		}
		at, phase := m.at, m.phase
		if cmd := m.advance(); cmd != nil {
			return cmd
		}
		if m.settle(nil); m.at == at && m.phase == phase {
			return nil // the beat waits for an event or for its timeout
		}
	}
	return nil
}

// ByHand lists the actions that automatic play skipped because the speaker has to do them by hand,
// with their steps.
func (m *Model) ByHand() []string { return m.byHand }

// afterStep returns the position of the first beat after the step's acts.
func (m *Model) afterStep() int {
	at := m.at
	for at++; m.beats[at].at == m.beat().at && m.beats[at].kind != ask && m.beats[at].kind != tell && m.beats[at].kind != ending; at++ {
	}
	return at
}

// patience is the timeout of a beat during automatic play.
func (b beat) patience() time.Duration {
	switch b.kind {
	case check, cover: // Caddy may have to be built first
		return 10 * time.Minute
	case command, fault:
		return 60 * time.Second
	}
	return 45 * time.Second
}

// giveUp fails the beat after its timeout.
func (m *Model) giveUp() {
	text := fmt.Sprintf("it did not happen within %s", m.beat().patience())
	if m.beat().kind == await {
		text += ":" + m.awaited()
	}
	m.fail(text)
	if m.beat().kind == cover { // without nodes there is no talk
		m.auto.on = false
	}
}

// awaited lists the expectations of the step that are not met, one per line.
func (m *Model) awaited() string {
	way, lines := m.wb.Way(), ""
	for i, e := range way.Step().Until {
		if !way.Ticked(i) {
			lines += "\n☐ " + e.Say
		}
	}
	return lines
}

// Play plays the whole talk without a terminal. The channel messages delivers the stage's messages.
// Play calls each after every message. It returns everything that was not as expected.
func Play(ctx context.Context, m *Model, pace Pace, messages <-chan any, each func()) []Wrong {
	m.pace = pace
	m.auto = auto{on: true, until: len(m.beats)}
	msgs := make(chan tea.Msg)
	var run func(cmd tea.Cmd)
	run = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		go func() {
			msg := cmd()
			if many, ok := msg.(tea.BatchMsg); ok {
				for _, c := range many {
					run(c)
				}
				return
			}
			select {
			case msgs <- msg:
			case <-ctx.Done():
			}
		}()
	}
	beatTime := time.NewTimer(m.beat().patience())
	defer beatTime.Stop()
	update := func(msg tea.Msg) {
		at, phase := m.at, m.phase
		_, cmd := m.Update(msg)
		each()
		if m.at != at || m.phase != phase {
			beatTime.Reset(m.beat().patience())
		}
		run(cmd)
	}
	for m.auto.on {
		select {
		case msg := <-messages:
			update(msg)
		case msg := <-msgs:
			update(msg)
		case <-beatTime.C:
			m.giveUp()
			update(nil)
		case <-ctx.Done():
			m.wrong = append(m.wrong, Wrong{m.lab.Steps[m.beat().at].ID, m.beat().doing(), "the talk was interrupted"})
			return m.wrong
		}
	}
	return m.wrong
}
