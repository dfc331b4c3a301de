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

// shorten takes the last character of what is sought away.
func (e *Editor) shorten() {
	if n := len(e.search.text); n > 0 {
		e.search.text = e.search.text[:n-1]
	}
	e.search.before = e.history.Len()
	e.seek()
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
