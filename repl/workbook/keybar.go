package workbook

import (
	"strconv"

	"charm.land/bubbles/v2/key"

	"lab/repl/keys"
)

// This file is the bar of key bindings below the panes.

func (m *Model) keyLine() string { return m.theme.Faint.Render(keys.Bar(m.width, m.barKeys()...)) }

// barKeys returns the key bindings that have a meaning in the current focus.
func (m *Model) barKeys() []keys.Ranked {
	zoom := func(b key.Binding) key.Binding {
		if m.zoomed {
			return keys.Says(b, "unzoom")
		}
		return b
	}
	at := keys.At
	switch {
	case m.overlay != noOverlay:
		return nil // an overlay shows its own key bindings
	case m.focus == onPrompt:
		return []keys.Ranked{at(0, keyGoOn), at(1, keyType), at(0, keyGuide), at(3, keyNode), at(4, keyAltFaults),
			at(2, zoom(keyAltZoom)), at(6, keySplit), at(7, keyAltMap), at(8, keyAltTrace), at(5, keyComplete)}
	case m.focus == onTrace:
		return []keys.Ranked{at(0, keys.Says(keyTrace, "leave")), at(1, keyLook), at(4, keyWhole), at(3, keyLocal), at(3, keyKind), at(3, keyWho),
			at(2, zoom(keyZoom)), at(5, keyGuide), at(6, keyFaults), at(7, keyNext), at(8, keyPrompt)}
	case m.focus == onMap:
		return []keys.Ranked{at(0, keys.Says(keyMap, "leave the map")), at(1, keyGuide), at(4, keyScroll), at(2, zoom(keyZoom)),
			at(3, keyFaults), at(6, keyTrace), at(5, keyNext), at(7, keyPrompt)}
	case m.asksWords():
		return []keys.Ranked{at(0, keys.Hint("a sentence, then enter", "")), at(1, keys.Says(keyAnswer, "alone: skip")), at(2, keyPrompt), at(3, zoom(keyAltZoom))}
	}
	all := []keys.Ranked{at(0, keyNext)}
	if q := m.choice.question; q != nil && !m.answered() {
		all = []keys.Ranked{at(0, choices(len(q.Choices))), at(0, keyAnswer)}
	}
	if m.way.At() > 0 {
		all = append(all, at(9, keyBack))
	}
	if m.lab.Page != "" {
		all = append(all, at(2, keyOpen))
	}
	all = append(all, at(3, keyHint))
	switch {
	case m.namedFile() != "":
		all = append(all, at(2, keyEditor))
	case len(m.lab.Files) > 0:
		all = append(all, at(8, keyEditor))
	}
	if m.lab.Graded() {
		all = append(all, at(4, keyCheck))
	}
	return append(all, at(5, keyFaults), at(6, keyMap), at(7, keyTrace),
		at(2, zoom(keyZoom)), at(1, keyPrompt), at(0, keyHelp), at(1, keyQuit))
}

// choices returns the binding of the digits that choose among n answers.
func choices(n int) key.Binding {
	b := keyPick
	b.SetHelp("1-"+strconv.Itoa(n), b.Help().Desc)
	return b
}
