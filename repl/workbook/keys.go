package workbook

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"lab/repl/keys"
	"lab/repl/line"
)

// This file is the table of key bindings and their help texts. The editing keys of a prompt are in
// repl/line.

// These bindings appear on a bar or in a menu. The tables below assign their actions.
var (
	keyNext   = keys.New("next", "n", "right")
	keyBack   = keys.New("back", "p", "left")
	keyPick   = keys.Shown("1-9", "choose", keys.Digits(1, 9)...)
	keyUp     = keys.New("up", "up", "k")
	keyDown   = keys.New("down", "down", "j")
	keyToggle = keys.New("choose", "space")
	keyAnswer = keys.New("answer", "enter")
	keyHint   = keys.New("hint", "h")
	keyCheck  = keys.New("check", "c")
	keyEditor = keys.New("editor", "e")
	keyFaults = keys.New("faults", "f")
	keyMap    = keys.New("map", "m")
	keyTrace  = keys.New("messages", "t")
	keyZoom   = keys.New("zoom", "z")
	keyOpen   = keys.New("open page", "o")
	keyPrompt = keys.New("prompt", "tab", "i")
	keyHelp   = keys.New("keys", "?")
	keyQuit   = keys.New("leave", "q")

	keyGoOn      = keys.New("next", "ctrl+g", "alt+n")
	keyType      = keys.New("type", "ctrl+t")
	keyGuide     = keys.New("guide", "esc")
	keyNode      = keys.New("node", "ctrl+o")
	keyNodes     = keys.Shown("alt+1 …", "node", "alt+1", "alt+2", "alt+3", "alt+4", "alt+5", "alt+6", "alt+7", "alt+8", "alt+9")
	keySplit     = keys.New("all prompts", "ctrl+s")
	keyAltZoom   = keys.New("zoom", "ctrl+z")
	keyAltFaults = keys.New("faults", "ctrl+x")
	keyAltMap    = keys.New("map", "alt+m")
	keyAltTrace  = keys.New("messages", "alt+t")
	keyAltCheck  = keys.New("check", "alt+c")
	keyAltHint   = keys.New("hint", "alt+h")

	keyEnter     = keys.New("evaluate", "enter")
	keyComplete  = keys.New("complete", "tab")
	keyNewLine   = keys.New("a new line", "alt+enter", "shift+enter", line.Feed)
	keyInterrupt = keys.New("interrupt", "ctrl+c")

	keyScroll = keys.Shown("up, down, pgup, pgdn", "timeline", "up", "k", "down", "j", "pgup", "pgdown", "home", "end")
	keyLook   = keys.Shown("up, down", "look at one", "up", "k", "down", "j", "pgup", "pgdown", "home", "end")
	keyWhole  = keys.New("all of it", "enter", "space")
	keyLocal  = keys.New("local", "l")
	keyKind   = keys.New("kind", "y")
	keyWho    = keys.New("who", "w")
)

// These bindings are used in overlays.
var (
	keyClose   = keys.New("cancel", "esc")
	keyAnyNode = keys.Shown("1-9", "a node", keys.Digits(1, 9)...)
	keyAll     = keys.New("all of them", "a")
	keyConfirm = keys.New("go on", "enter")
	keyAgain   = keys.New("type it again, on the new nodes", "tab")
)

type (
	table = keys.Table[*Model]
	rows  = []keys.Row[*Model]
)

// guideKeys are the key bindings of the guide, in the order of the help page.
func guideKeys() table {
	return table{Title: "In the guide", Rows: rows{
		keys.On("n p", "next step, previous step", keys.Do(keyNext, (*Model).next), keys.Do(keyBack, (*Model).goBack)),
		keys.On("1-9, enter", "choose an answer, give it",
			keys.Each(keyPick, func(m *Model, name string) { m.pick(digit(name)) }), keys.Do(keyAnswer, (*Model).enter),
			keys.Do(keyUp, func(m *Model) { m.move(-1) }), keys.Do(keyDown, func(m *Model) { m.move(1) }),
			keys.Do(keyToggle, func(m *Model) { m.pick(m.choice.cursor) })),
		keys.On("h", "a hint, more concrete each time", keys.Do(keyHint, (*Model).hint)),
		keys.On("c", "run the checks on fresh nodes", keys.Do(keyCheck, (*Model).check)),
		keys.On("e r", "your editor; recompile() everywhere", keys.Ask(keyEditor, (*Model).edit), keys.Do(keys.New("recompile", "r"), (*Model).recompile)),
		keys.On("f", "faults: kill, freeze, cut …", keys.Do(keyFaults, (*Model).openFaults)),
		keys.On("m t z", "map, messages; this pane alone",
			keys.Do(keyMap, (*Model).toggleMap), keys.Do(keyTrace, (*Model).toggleTrace), keys.Do(keyZoom, (*Model).zoom)),
		keys.On("o", "open the lab's page in your browser", keys.Do(keyOpen, (*Model).open)),
		keys.On("tab", "go to the prompt", keys.Do(keyPrompt, func(m *Model) { m.show(m.active) })),
		keys.On("q q", "leave; your progress is kept", keys.Ask(keyQuit, (*Model).quit)),
		keys.Silent(
			keys.Do(keyHelp, (*Model).openHelp),
			keys.Do(keys.New("", "ctrl+c"), (*Model).interruptNone),
			keys.Do(keys.New("", "pgdown"), func(m *Model) { m.scroll += 5 }),
			keys.Do(keys.New("", "pgup"), func(m *Model) { m.scroll = max(0, m.scroll-5) })),
	}}
}

// promptKeys are the key bindings of a prompt, without the editing keys.
func promptKeys() table {
	return table{Title: "At the prompt", Rows: rows{
		keys.On("tab", "complete", keys.Do(keyComplete, (*Model).completeTyped)),
		keys.On[*Model]("up, ctrl+r", "history").Beside(), // handled by the editor
		keys.On("alt+enter", "a new line", keys.Each(keyNewLine, (*Model).newLine)),
		keys.On("ctrl+c", "interrupt", keys.Do(keyInterrupt, (*Model).interrupt)).Beside(),
		keys.Silent(keys.Do(keyEnter, (*Model).submit), keys.Do(keys.New("", "ctrl+d"), (*Model).endOfInput), keys.Do(keys.New("", "ctrl+l"), func(m *Model) { m.pane().clear() })),
		scrollKeys(),
	}}
}

// scrollKeys are the key bindings that also apply to a pane without a prompt.
func scrollKeys() keys.Row[*Model] {
	return keys.Silent(
		keys.Do(keys.New("", "pgup"), func(m *Model) { m.pane().scrollBy(10) }),
		keys.Do(keys.New("", "pgdown"), func(m *Model) { m.pane().scrollBy(-10) }))
}

// commonKeys are the key bindings that apply everywhere.
func commonKeys() table {
	return table{Title: "Everywhere", Rows: rows{
		keys.On("ctrl+g", "next step", keys.Do(keyGoOn, (*Model).next)),
		keys.On("alt+c", "check", keys.Do(keyAltCheck, (*Model).check)).Beside(),
		keys.On("alt+h", "hint", keys.Do(keyAltHint, (*Model).hint)).Beside(),
		keys.On("ctrl+t", "type the guide's next command", keys.Do(keyType, (*Model).typeNext)),
		keys.On("esc", "focus the guide", keys.Do(keyGuide, (*Model).leave)),
		keys.On("alt+1 …", "to node 1 …", keys.Each(keyNodes, func(m *Model, name string) { m.show(digit(name)) })),
		keys.On("ctrl+o", "next prompt", keys.Do(keyNode, func(m *Model) { m.show((m.active + 1) % len(m.panes)) })).Beside(),
		keys.On("ctrl+s", "all prompts", keys.Do(keySplit, (*Model).toggleSplit)),
		keys.On("ctrl+z", "this pane alone", keys.Do(keyAltZoom, (*Model).zoom)).Beside(),
		keys.On("ctrl+x", "faults", keys.Do(keyAltFaults, (*Model).openFaults)),
		keys.On("alt+m", "map", keys.Do(keyAltMap, (*Model).toggleMap)).Beside(),
		keys.On("alt+t", "messages", keys.Do(keyAltTrace, (*Model).toggleTrace)).Beside(),
		keys.On[*Model]("shift+mouse", "select text (on a Mac: option)"),
		keys.Silent(keys.Ask(keys.New("editor", "alt+e"), (*Model).edit)),
	}}
}

// mapKeys are the key bindings of the map. Other keys go to the guide.
func mapKeys() table {
	return table{Title: "On the map", Rows: rows{
		keys.On("up, down, pgup, pgdn", "scroll the timeline", keys.Each(keyScroll, (*Model).mapKey)),
	}}
}

// traceKeys are the key bindings of the messages.
func traceKeys() table {
	return table{Title: "On the messages", Rows: rows{
		keys.On("up, down, pgup, pgdn", "select a message; end: follow the newest", keys.Each(keyLook, (*Model).traceKey)),
		keys.On("enter", "show the whole message", keys.Do(keyWhole, func(m *Model) { m.trace.open() })),
		keys.On("l", "hide or show messages within a node", keys.Do(keyLocal, func(m *Model) { m.trace.remote = !m.trace.remote })),
		keys.On("y", "only one kind: messages, calls, casts, replies, signals", keys.Do(keyKind, func(m *Model) { m.trace.nextKind() })),
		keys.On("w", "follow the sender of this message, then its receiver", keys.Do(keyWho, func(m *Model) { m.trace.nextWho() })),
	}}
}

// Keys returns the help pages of the workbook's key bindings.
func Keys() []keys.Page {
	return []keys.Page{guideKeys().Page(), promptKeys().Page(), commonKeys().Page(), mapKeys().Page(), traceKeys().Page()}
}

// helpRows returns the rows of the help page: the keys of the guide, the prompt and everywhere.
func helpRows() []string {
	var all []string
	for _, page := range Keys()[:3] {
		all = append(all, page.Lines(3, 13)...)
	}
	return all
}

// digit returns the index for the digit at the end of a key's name.
func digit(name string) int {
	n, _ := strconv.Atoi(name[len(name)-1:]) // the tables have digits only
	return n - 1
}

// quit leaves the lab on the second request. The nodes then end.
func (m *Model) quit() tea.Cmd {
	if !m.leaving {
		m.leaving = true
		m.reply("q again leaves the lab and ends its nodes; your progress is kept")
		return nil
	}
	m.driver.Save()
	return tea.Quit
}

// interruptNone handles ctrl+c in the guide, where only the replay can be interrupted.
func (m *Model) interruptNone() {
	if len(m.replay.lines) > 0 {
		m.driver.Interrupt(m.replay.waits)
		m.stopAgain()
		return
	}
	m.reply("ctrl+c interrupts at a prompt; q leaves")
}

// endOfInput deletes the character under the cursor. At an empty prompt it explains how to leave,
// because ctrl+d usually does.
func (m *Model) endOfInput() {
	if p := m.pane(); p.editor.Text() != "" {
		p.editor.Key("ctrl+d")
		return
	}
	m.reply("esc, and then q twice, leaves the lab")
}

func (m *Model) openFaults() { m.overlay, m.faults = faultOverlay, faultMenu{} }
