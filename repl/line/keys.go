package line

import (
	"sync"

	"lab/repl/keys"
)

// This file is the table of editing keys. They are Emacs keys, as in iex.

type (
	table = keys.Table[*Editor]
	rows  = []keys.Row[*Editor]
)

// Feed is the key that inserts a line break in all terminals. It also stands for an enter that was
// pressed before the program had the terminal: until then, the terminal turns the carriage return of
// enter into a line feed, which is the code of this key.
const Feed = "ctrl+j"

// on returns an act that no bar shows.
func on(do func(*Editor), names ...string) keys.Act[*Editor] {
	return keys.Do(keys.New("", names...), do)
}

// to returns an act that moves the cursor.
func to(where func(*Editor) int, names ...string) keys.Act[*Editor] {
	return on(func(e *Editor) { e.cursor = max(0, min(where(e), len(e.text))) }, names...)
}

// editKeys are the keys that edit the line.
var editKeys = sync.OnceValue(func() table {
	return table{Title: "In the line", Rows: rows{
		keys.On("left right", "by a character; also ctrl+b, ctrl+f",
			to(func(e *Editor) int { return e.cursor - 1 }, "left", "ctrl+b"),
			to(func(e *Editor) int { return e.cursor + 1 }, "right", "ctrl+f")),
		keys.On("alt+b alt+f", "by a word; also ctrl or alt with ← →",
			to((*Editor).wordLeft, "alt+b", "alt+left", "ctrl+left"),
			to((*Editor).wordRight, "alt+f", "alt+right", "ctrl+right")),
		keys.On("ctrl+a ctrl+e", "to the start of the line, to its end",
			to((*Editor).lineStart, "ctrl+a", "home"),
			to((*Editor).lineEnd, "ctrl+e", "end")),
		keys.On("backspace delete", "delete the character before or under the cursor",
			on(func(e *Editor) { e.remove(e.cursor-1, e.cursor) }, "backspace", "ctrl+h"),
			on(func(e *Editor) { e.remove(e.cursor, e.cursor+1) }, "delete", "ctrl+d")),
		keys.On("ctrl+w alt+d", "cut the word before or after the cursor",
			on(func(e *Editor) { e.kill(e.wordLeft(), e.cursor) }, "ctrl+w", "alt+backspace"),
			on(func(e *Editor) { e.kill(e.cursor, e.wordRight()) }, "alt+d")),
		keys.On("ctrl+u ctrl+k", "cut to the start of the line, or to its end",
			on(func(e *Editor) { e.kill(e.lineStart(), e.cursor) }, "ctrl+u"),
			on(func(e *Editor) { e.kill(e.cursor, e.lineEnd()) }, "ctrl+k")),
		keys.On("ctrl+y", "paste the last cut text", on(func(e *Editor) { e.Insert(string(e.killed)) }, "ctrl+y")),
		keys.On("ctrl+t", "swap two characters", on((*Editor).transpose, "ctrl+t")),
		keys.On("up down", "the line above or below; beyond the ends: earlier lines", on((*Editor).up, "up"), on((*Editor).down, "down")),
		keys.On("ctrl+p ctrl+n", "earlier lines",
			on(func(e *Editor) { e.recall(e.at - 1) }, "ctrl+p"),
			on(func(e *Editor) { e.recall(e.at + 1) }, "ctrl+n")),
		keys.On("ctrl+r", "search the earlier lines",
			on(func(e *Editor) { e.search = &search{before: e.history.Len()} }, "ctrl+r")),
	}}
})

// searchKeys are the keys with a special meaning during a history search. Typed text extends the
// search text. Any other key accepts the found line and then has its ordinary meaning.
var searchKeys = sync.OnceValue(func() table {
	return table{Title: "In a search", Rows: rows{
		keys.On("ctrl+r", "the previous match", on((*Editor).seek, "ctrl+r")),
		keys.On("backspace", "shorten the search text", on((*Editor).shorten, "backspace", "ctrl+h")),
		keys.On("esc", "cancel the search", on((*Editor).Clear, "esc", "ctrl+g")),
	}}
})

// Keys returns the help pages of the editing keys of every prompt.
func Keys() []keys.Page { return []keys.Page{editKeys().Page(), searchKeys().Page()} }
