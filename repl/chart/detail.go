package chart

import (
	"fmt"
	"strings"
	"time"

	"lab/labs/messages"
	"lab/repl/paint"
)

// Detail describes one message in full: its time, sender, receiver, fate and text.
func Detail(t paint.Theme, m messages.Message, width int) []string {
	head := fmt.Sprintf("%s  %s → %s  %s, %s", strings.TrimSpace(Clock(m.Sent, time.Millisecond)), from(m), end(m.To), m.Kind, fate(m))
	rows := strings.Split(paint.Wrap(head, width), "\n")
	for i, row := range rows {
		rows[i] = t.Faint.Render(row)
	}
	return append(rows, strings.Split(paint.Wrap(m.Text, width), "\n")...)
}

// from describes the sender as precisely as it is known.
func from(m messages.Message) string {
	switch {
	case m.From.Node != "":
		return end(m.From)
	case m.Kind == messages.Signal:
		return "the runtime"
	}
	return "a timer, or a process that is not recorded"
}

func end(e messages.End) string {
	switch {
	case e.Name == "":
		return e.Node
	}
	return e.Name + " on " + e.Node
}

func fate(m messages.Message) string {
	switch m.Fate {
	case messages.Arrived:
		if took := m.Got - m.Sent; took >= time.Millisecond {
			return "arrived after " + took.Round(time.Millisecond).String()
		}
		return "arrived at once"
	case messages.Lost:
		return "lost: " + m.Why
	case messages.Untold:
		return "sent to a process that is not recorded"
	}
	return "on its way"
}
