package line

import (
	"strings"
	"unicode"
)

// This file defines the editor: a buffer, a cursor and the editing operations.

// An Editor holds one line of input. Pasted text may contain line breaks.
type Editor struct {
	text    []rune
	cursor  int
	killed  []rune
	history *History
	// at is the index of the history entry that is shown, or the number of entries if the line is
	// new. The new line is kept in draft while an entry is shown.
	at    int
	draft []rune
	// column is the column that vertical moves aim at. It is valid while the cursor is at columnAt.
	column, columnAt int
	// search is the state of a backward search through the history, or nil.
	search *search
}

// New returns an empty editor with the given history.
func New(h *History) *Editor {
	return &Editor{history: h, at: h.Len()}
}

// Text returns the text of the line.
func (e *Editor) Text() string { return string(e.text) }

// Cursor returns the cursor's position, in runes.
func (e *Editor) Cursor() int { return e.cursor }

// BeforeCursor returns the text left of the cursor, which is the input of completion.
func (e *Editor) BeforeCursor() string { return string(e.text[:e.cursor]) }

// Set replaces the line and moves the cursor to its end.
func (e *Editor) Set(text string) {
	e.text = []rune(text)
	e.cursor = len(e.text)
}

// newlines normalises the line breaks of pasted text.
var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Pasted normalises text that a terminal pastes. It removes line breaks at the end, because an
// empty line would be evaluated like any other, and control characters, which would draw outside
// of the line.
func Pasted(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, strings.TrimRight(newlines.Replace(text), "\n"))
}

// Paste inserts text that a terminal pasted.
func (e *Editor) Paste(text string) { e.Insert(Pasted(text)) }

// Insert inserts text at the cursor.
func (e *Editor) Insert(text string) {
	ins := []rune(text)
	rest := append(ins, e.text[e.cursor:]...)
	e.text = append(e.text[:e.cursor:e.cursor], rest...)
	e.cursor += len(ins)
}

// Submit returns the line, adds it to the history and empties the editor.
func (e *Editor) Submit() string {
	e.search = nil
	text := e.Text()
	e.history.Add(text)
	e.Clear()
	return text
}

// Replace replaces the line. The replaced line goes to the history, so that it is not lost.
func (e *Editor) Replace(text string) {
	e.history.Add(e.Text())
	e.Clear()
	e.Insert(text)
}

// Clear empties the line and returns to the end of the history.
func (e *Editor) Clear() {
	e.text, e.cursor, e.draft, e.search = nil, 0, nil, nil
	e.at = e.history.Len()
}

// Key applies an editing key, given by the name that Bubble Tea gives it ("left", "ctrl+w",
// "alt+b" …). It reports whether the key is an editing key. Printable text goes through Insert
// instead.
func (e *Editor) Key(name string) bool {
	if e.search != nil {
		if _, ok := searchKeys().Press(e, name); ok {
			return true
		}
		e.search = nil // the key has its ordinary meaning
	}
	_, ok := editKeys().Press(e, name)
	return ok
}

func (e *Editor) lineStart() int {
	i := e.cursor
	for i > 0 && e.text[i-1] != '\n' {
		i--
	}
	return i
}

func (e *Editor) lineEnd() int {
	i := e.cursor
	for i < len(e.text) && e.text[i] != '\n' {
		i++
	}
	return i
}

func wordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func (e *Editor) wordLeft() int {
	i := e.cursor
	for i > 0 && !wordRune(e.text[i-1]) {
		i--
	}
	for i > 0 && wordRune(e.text[i-1]) {
		i--
	}
	return i
}

func (e *Editor) wordRight() int {
	i := e.cursor
	for i < len(e.text) && !wordRune(e.text[i]) {
		i++
	}
	for i < len(e.text) && wordRune(e.text[i]) {
		i++
	}
	return i
}

// remove deletes the runes between from and to, limited to the existing text.
func (e *Editor) remove(from, to int) {
	from, to = max(0, from), min(len(e.text), to)
	if from >= to {
		return
	}
	e.text = append(e.text[:from:from], e.text[to:]...)
	if e.cursor >= to {
		e.cursor -= to - from
	} else {
		e.cursor = min(e.cursor, from)
	}
}

func (e *Editor) kill(from, to int) {
	if from < to {
		e.killed = append([]rune(nil), e.text[from:to]...)
		e.remove(from, to)
	}
}

func (e *Editor) transpose() {
	i := min(e.cursor, len(e.text)-1)
	if i < 1 {
		return
	}
	e.text[i-1], e.text[i] = e.text[i], e.text[i-1]
	e.cursor = i + 1
}

// up moves to the line above. From the first line it shows the entry before in the history.
func (e *Editor) up() {
	start := e.lineStart()
	if start == 0 {
		e.recall(e.at - 1)
		return
	}
	column := e.aim(start)
	e.cursor = start - 1 // the end of the line above
	e.land(e.lineStart(), e.cursor, column)
}

// down moves to the line below. From the last line it shows the entry after in the history.
func (e *Editor) down() {
	end := e.lineEnd()
	if end == len(e.text) {
		e.recall(e.at + 1)
		return
	}
	column := e.aim(e.lineStart())
	e.cursor = end + 1 // the start of the line below
	e.land(e.cursor, e.lineEnd(), column)
}

// aim returns the column for a vertical move out of the line that begins at start.
func (e *Editor) aim(start int) int {
	if column := e.cursor - start; e.cursor != e.columnAt || e.column < column {
		return column
	}
	return e.column
}

// land moves the cursor to a column of the line between start and end.
func (e *Editor) land(start, end, column int) {
	e.cursor = min(end, start+column)
	e.column, e.columnAt = column, e.cursor
}

// recall shows the history entry at position i.
func (e *Editor) recall(i int) {
	if i < 0 || i > e.history.Len() || i == e.at {
		return
	}
	if e.at == e.history.Len() {
		e.draft = e.text
	}
	e.at = i
	if i == e.history.Len() {
		e.Set(string(e.draft))
		return
	}
	e.Set(e.history.Entry(i))
}
