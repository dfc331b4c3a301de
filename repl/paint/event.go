package paint

import (
	"charm.land/lipgloss/v2"

	"lab/labs/census"
)

// Event is the sign of an event on a timeline, and its colour.
func (t Theme) Event(k census.Kind) (string, lipgloss.Style) {
	switch k {
	case census.NodeUp, census.Up:
		return "▲", t.Good
	case census.NodeDown, census.Down:
		return "▼", t.Bad
	case census.Started:
		return "+", t.Good
	case census.Moved:
		return "→", t.Accent
	case census.Served:
		return "⇄", t.Accent
	case census.Ended:
		return "−", t.Faint
	case census.Conflict:
		return "≠", t.Bad
	case census.Cut:
		return "╳", t.Warn
	case census.Healed:
		return "━", t.Warn
	case census.Said:
		return "?", t.Strong
	}
	return "✗", t.Warn
}
