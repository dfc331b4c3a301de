package room

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"lab/repl/keys"
)

// This file is the table of the key bindings of the teacher's screen and their help texts.

var (
	keyChoose   = keys.Shown("↑ ↓", "choose", "up", "k", "down", "j")
	keyLook     = keys.New("look", "enter")
	keyProject  = keys.New("project", "p")
	keyNothing  = keys.New("project nothing", "0")
	keyWorkbook = keys.New("workbook", "w")
	keyHand     = keys.New("hand the keys", "h")
	keyForecast = keys.New("forecast", "f")
	keyQuestion = keys.Shown("← →", "other questions", "left", "right")
	keyReveal   = keys.New("mark the right answer", "r")
	keyMessage  = keys.New("message", "m")
	keyStudents = keys.New("students", "esc")
	keyHelp     = keys.New("keys", "?")
	keyClose    = keys.New("close", "q", "ctrl+c")
	keyReturn   = keys.New("back to the room", backKey)
)

type (
	table = keys.Table[*Teacher]
	rows  = []keys.Row[*Teacher]
)

// roomKeys are the key bindings of the teacher's screen. The argument asked says that the previous
// key asked to close the room.
func roomKeys(asked bool) table {
	return table{Rows: rows{
		keys.On("↑ ↓  j k", "choose a student", keys.Each(keyChoose, (*Teacher).choose)),
		keys.On("enter", "watch the student's screen", keys.Ask(keyLook, (*Teacher).watch)),
		keys.On("p", "project the student's screen: ssh room@HOST", keys.Do(keyProject, func(t *Teacher) { t.project(t.cursor) })),
		keys.On("0", "project nothing", keys.Do(keyNothing, func(t *Teacher) { t.project("") })),
		keys.On("w", "your own workbook, projected if nothing else is;\n"+backKey+" returns here", keys.Do(keyWorkbook, (*Teacher).toWorkbook)),
		keys.On("h", "hand the student control of your workbook; h again\ntakes it back", keys.Do(keyHand, (*Teacher).hand)),
		keys.On("f", "the room's predictions; ← → other questions,\nr marks the right answer", keys.Do(keyForecast, (*Teacher).forecast)),
		keys.On("m", "a message to all who are here", keys.Do(keyMessage, func(t *Teacher) { t.turn(onMessage) })),
		keys.On("q q", "close the room", keys.Ask(keyClose, func(t *Teacher) tea.Cmd { return t.quit(asked) })),
		keys.Silent(keys.Do(keyStudents, func(t *Teacher) { t.turn(onStudents) }), keys.Do(keyHelp, func(t *Teacher) { t.turn(onHelp) })),
	}}
}

// forecastKeys are the additional key bindings of the forecast page.
func forecastKeys() table {
	return table{Title: "On the forecast", Rows: rows{
		keys.On("← →", "other questions", keys.Each(keyQuestion, (*Teacher).ask)),
		keys.On("r", "mark the right answer", keys.Do(keyReveal, func(t *Teacher) { t.revealed = !t.revealed })),
	}}
}

// Keys returns the help pages of the teacher's screen.
func Keys() []keys.Page { return []keys.Page{roomKeys(false).Page(), forecastKeys().Page()} }

func helpRows() []string {
	return append(roomKeys(false).Page().Lines(3, 11),
		" ● here  ! at one step for five minutes and more  ○ away",
		" since: how long at this step  labs: passed")
}

// keyBar returns the bar of the current page's key bindings.
func (t *Teacher) keyBar() string {
	switch t.page {
	case onForecast:
		return keys.Line(keyQuestion, keyReveal, keyStudents, keyMessage, keyClose)
	case onScreen:
		return keys.Line(keys.Hint("you look at "+t.cursor+"; your keys do not go there.", ""), keyStudents, keyProject)
	}
	return keys.Line(keyLook, keyProject, keyForecast, keyMessage, keyWorkbook, keyHelp, keyClose)
}

func (t *Teacher) key(k tea.KeyPressMsg) tea.Cmd {
	t.look()
	name := k.String()
	if t.page == onMessage {
		t.messageKey(name, k.Text)
		return nil
	}
	asked := t.leaving
	t.leaving, t.notice = false, ""
	if t.page == onForecast {
		if cmd, ok := forecastKeys().Press(t, name); ok {
			return cmd
		}
	}
	if t.page == onHelp && !t.isPage(name) {
		t.turn(onStudents)
		return nil
	}
	cmd, _ := roomKeys(asked).Press(t, name)
	return cmd
}

// isPage reports whether a key has a meaning on the help page. Any other key closes the page.
func (t *Teacher) isPage(name string) bool {
	return key.Matches(keys.Name(name), keyClose, keyStudents, keyHelp, keyMessage, keyWorkbook, keyForecast)
}

func (t *Teacher) choose(name string) {
	by := 1
	if name == "up" || name == "k" {
		by = -1
	}
	t.move(by)
}

// forecast shows the students' predictions.
func (t *Teacher) forecast() {
	t.turn(onForecast)
	t.fixed, t.revealed = false, false
	t.look()
}

// ask shows the previous or the next question of the forecast.
func (t *Teacher) ask(name string) {
	by := 1
	if name == "left" {
		by = -1
	}
	t.fixed, t.revealed = true, false
	t.question = max(0, min(t.question+by, t.room.board.Questions()-1))
}
