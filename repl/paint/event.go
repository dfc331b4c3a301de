package paint

import (
	"cmp"

	"charm.land/lipgloss/v2"

	"lab/labs/census"
)

// signs maps kinds of events to their signs. Faults have another sign.
var signs = map[census.Kind]string{
	census.NodeUp: "▲", census.Up: "▲", census.NodeDown: "▼", census.Down: "▼", census.Started: "+", census.Moved: "→", census.Served: "⇄",
	census.Ended: "−", census.Conflict: "≠", census.Cut: "╳", census.Healed: "━", census.Said: "?",
}

// EventSign returns the sign of an event's kind on a timeline.
func EventSign(k census.Kind) string { return cmp.Or(signs[k], "✗") }

// Event returns the style of an event's kind on a timeline.
func (t Theme) Event(k census.Kind) lipgloss.Style {
	switch k {
	case census.NodeUp, census.Up, census.Started:
		return t.Good
	case census.NodeDown, census.Down, census.Conflict:
		return t.Bad
	case census.Moved, census.Served:
		return t.Accent
	case census.Ended:
		return t.Faint
	case census.Said:
		return t.Strong
	}
	return t.Warn
}
