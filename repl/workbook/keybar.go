package workbook

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// This file is the line of keys below the panes.

// A barKey is a key with what it does. Where the line is too long, those of the highest rank
// are left out first.
type barKey struct {
	text string
	rank int
}

// fitKeys joins keys to a line that fits.
func fitKeys(keys []barKey, width int) string {
	for {
		line, least := "", 0
		for i, k := range keys {
			line += " " + k.text + " "
			if k.rank > keys[least].rank {
				least = i
			}
		}
		if line = strings.TrimRight(line, " "); ansi.StringWidth(line) <= width || len(keys) == 1 {
			return line
		}
		keys = slices.Delete(slices.Clone(keys), least, least+1)
	}
}

func (m *Model) keyLine() string { return m.theme.Faint.Render(fitKeys(m.barKeys(), m.width)) }

// barKeys are the keys that mean something where the student is.
func (m *Model) barKeys() []barKey {
	zoom := "zoom"
	if m.zoomed {
		zoom = "unzoom"
	}
	switch m.focus {
	case onPrompt:
		return []barKey{{"ctrl+g next", 0}, {"ctrl+t type", 1}, {"esc guide", 0}, {"ctrl+o node", 3}, {"ctrl+x faults", 4},
			{"ctrl+z " + zoom, 2}, {"ctrl+s all prompts", 6}, {"alt+m map", 7}, {"alt+t messages", 8}, {"tab complete", 5}}
	case onTrace:
		return []barKey{{"t leave", 0}, {"up, down  look at one", 1}, {"enter all of it", 4}, {"l local", 3}, {"y kind", 3}, {"w who", 3}, {"z " + zoom, 2},
			{"esc guide", 5}, {"f faults", 6}, {"n next", 7}, {"tab prompt", 8}}
	case onMap:
		return []barKey{{"m leave the map", 0}, {"esc guide", 1}, {"up, down, pgup, pgdn  timeline", 4}, {"z " + zoom, 2},
			{"f faults", 3}, {"t messages", 6}, {"n next", 5}, {"tab prompt", 7}}
	}
	if m.asksWords() {
		return []barKey{{"a sentence, then enter", 0}, {"enter alone: only ours", 1}, {"tab prompt", 2}, {"ctrl+z " + zoom, 3}}
	}
	keys := []barKey{{"n next", 0}, {"p back", 9}}
	if q := m.choice.question; q != nil && !m.choice.answered {
		keys = []barKey{{"1-" + strconv.Itoa(len(q.Choices)) + " choose", 0}, {"enter answer", 0}, {"p back", 9}}
	}
	if m.lab.Page != "" {
		keys = append(keys, barKey{"o open page", 2})
	}
	return append(keys, barKey{"h hint", 3}, barKey{"e editor", 8}, barKey{"c check", 4}, barKey{"f faults", 5}, barKey{"m map", 6}, barKey{"t messages", 7},
		barKey{"z " + zoom, 2}, barKey{"tab prompt", 1}, barKey{"? keys", 0}, barKey{"q leave", 1})
}
