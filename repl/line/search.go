package line

import "strings"

// This file is the search backwards through the history (ctrl+r).

type search struct {
	text   string
	before int // entries from here on have been passed over
}

// Searching returns the text that is sought, and whether one is.
func (e *Editor) Searching() (string, bool) {
	if e.search == nil {
		return "", false
	}
	return e.search.text, true
}

// SearchFor adds typed text to what is sought.
func (e *Editor) SearchFor(typed string) {
	e.search.text += typed
	e.search.before = e.history.Len()
	e.seek()
}

// searchKey applies a key to the search; false ends the search and lets the key
// have its ordinary meaning.
func (e *Editor) searchKey(name string) bool {
	switch name {
	case "ctrl+r":
		e.seek()
	case "backspace", "ctrl+h":
		if n := len(e.search.text); n > 0 {
			e.search.text = e.search.text[:n-1]
		}
		e.search.before = e.history.Len()
		e.seek()
	case "ctrl+g", "esc":
		e.Clear()
	default:
		e.search = nil
		return false
	}
	return true
}

func (e *Editor) seek() {
	for i := e.search.before - 1; i >= 0; i-- {
		if strings.Contains(e.history.Entry(i), e.search.text) {
			e.search.before = i
			e.Set(e.history.Entry(i))
			return
		}
	}
}
