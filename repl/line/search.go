package line

import (
	"strings"
	"unicode/utf8"
)

// This file is the backward search through the history (ctrl+r).

type search struct {
	text   string
	before int // only entries before this index are searched
}

// Searching returns the search text. It returns false if there is no search.
func (e *Editor) Searching() (string, bool) {
	if e.search == nil {
		return "", false
	}
	return e.search.text, true
}

// SearchFor appends typed text to the search text.
func (e *Editor) SearchFor(typed string) {
	e.search.text += typed
	e.search.before = e.history.Len()
	e.seek()
}

// shorten removes the last character of the search text.
func (e *Editor) shorten() {
	_, size := utf8.DecodeLastRuneInString(e.search.text)
	e.search.text = e.search.text[:len(e.search.text)-size]
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
