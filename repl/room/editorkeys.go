package room

import (
	"sync"

	"lab/repl/keys"
)

// This file is the table of the editor's key bindings.

// rowsOfPage is the number of rows by which a page key moves the cursor.
const rowsOfPage = 10

var (
	keySave    = keys.New("save", "ctrl+s")
	keyLeave   = keys.New("back to the lab", "esc")
	keyCutRow  = keys.New("cut the line", "ctrl+k")
	keyNext    = keys.New("next file", "ctrl+n")
	keyAcross  = keys.Shown("← →", "", "left", "right")
	keyDown    = keys.Shown("↑ ↓", "", "up", "down", "pgup", "pgdown")
	keyRowEnds = keys.New("", "home", "end", "ctrl+a", "ctrl+e")
)

// on returns an act that no bar shows.
func on(do func(*editor), names ...string) keys.Act[*editor] {
	return keys.Do(keys.New("", names...), do)
}

// editorKeys are the key bindings of the editor. Any other key inserts text.
var editorKeys = sync.OnceValue(func() keys.Table[*editor] {
	return keys.Table[*editor]{Title: "In a file", Rows: []keys.Row[*editor]{
		keys.On("ctrl+s", "save the file", keys.Do(keySave, (*editor).save)),
		keys.On("ctrl+n", "the next file of the lab", keys.Do(keyNext, (*editor).next)),
		keys.On("← → ↑ ↓", "move; pgup, pgdown by ten lines",
			keys.Each(keyAcross, (*editor).across), keys.Each(keyDown, (*editor).down)),
		keys.On("home end", "to the start of the line, to its end; also ctrl+a, ctrl+e", keys.Each(keyRowEnds, (*editor).rowEnd)),
		keys.On("backspace delete", "delete the character before or under the cursor",
			on((*editor).erase, "backspace"), on((*editor).eraseAt, "delete", "ctrl+d")),
		keys.On("ctrl+k", "cut the line", keys.Do(keyCutRow, (*editor).cutRow)),
		keys.On("esc", "back to the lab; twice: without saving", keys.Do(keyLeave, (*editor).leave)),
		keys.Silent(on((*editor).breakRow, "enter"), on(func(e *editor) { e.insert(tabWidth) }, "tab")),
	}}
})

// key handles a key press. It reports whether the editor should close.
func (e *editor) key(name, text string) (left bool) {
	if name != "esc" {
		e.asked = false
	}
	e.said, e.left = "", false
	if _, ok := editorKeys().Press(e, name); !ok {
		e.insert(text)
	}
	return e.left
}

// leave closes the editor. Unsaved changes require a second request.
func (e *editor) leave() {
	if e.changed && !e.asked {
		e.asked, e.said = true, "not saved: ctrl+s saves, esc again leaves without"
		return
	}
	e.left = true
}

func (e *editor) across(name string) {
	switch {
	case name == "right" && e.x < len(e.rows[e.y]):
		e.x++
	case name == "right" && e.y < len(e.rows)-1:
		e.y, e.x = e.y+1, 0
	case name == "left" && e.x > 0:
		e.x--
	case name == "left" && e.y > 0:
		e.y--
		e.x = len(e.rows[e.y])
	}
}

func (e *editor) down(name string) {
	by := map[string]int{"up": -1, "down": 1, "pgup": -rowsOfPage, "pgdown": rowsOfPage}[name]
	e.y = min(max(e.y+by, 0), len(e.rows)-1)
	e.x = min(e.x, len(e.rows[e.y]))
}

func (e *editor) rowEnd(name string) {
	e.x = 0
	if name == "end" || name == "ctrl+e" {
		e.x = len(e.rows[e.y])
	}
}

// eraseAt deletes the character under the cursor.
func (e *editor) eraseAt() {
	if e.x < len(e.rows[e.y]) || e.y < len(e.rows)-1 {
		e.across("right")
		e.erase()
	}
}

// bar returns the bar of key bindings below the editor.
func (e *editor) bar() string {
	if len(e.files) < 2 {
		return keys.Line(keySave, keyLeave, keyCutRow)
	}
	return keys.Line(keySave, keyLeave, keyCutRow, keyNext)
}

// EditorKeys returns the help page of the editor in a room.
func EditorKeys() []keys.Page { return []keys.Page{editorKeys().Page()} }
