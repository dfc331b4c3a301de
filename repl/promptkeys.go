package repl

import (
	"sync"

	tea "charm.land/bubbletea/v2"

	"lab/repl/keys"
	"lab/repl/line"
)

// This file is the table of the prompt's own keys. The table of editing keys is in package line.

// again is the key that leaves the prompt when pressed twice.
const again = "ctrl+c"

var promptKeys = sync.OnceValue(func() keys.Table[*prompt] {
	ask := func(do func(*prompt) tea.Cmd, names ...string) keys.Act[*prompt] {
		return keys.Ask(keys.New("", names...), do)
	}
	return keys.Table[*prompt]{Rows: []keys.Row[*prompt]{
		keys.On("enter", "evaluate the line", ask((*prompt).submit, "enter")),
		keys.On("alt+enter", "a new line; also ctrl+j",
			keys.Do(keys.New("", "alt+enter", "shift+enter"), func(p *prompt) { p.editor.Insert("\n") }), ask((*prompt).newLine, line.Feed)),
		keys.On("tab", "complete, or list the completions", ask((*prompt).complete, "tab")),
		keys.On("ctrl+c", "interrupt the evaluation, discard the input; twice: leave", ask((*prompt).interrupt, again)),
		keys.On("ctrl+\\", "leave at once", ask((*prompt).leave, "ctrl+\\")),
		keys.On("ctrl+l", "clear the screen", ask(func(*prompt) tea.Cmd { return tea.ClearScreen }, "ctrl+l")),
	}}
})

// newLine inserts a line break. Before the first prompt the key evaluates the line.
func (p *prompt) newLine() tea.Cmd {
	if !p.begun {
		return p.submit()
	}
	p.editor.Insert("\n")
	return nil
}

// key handles a key press: a key of the prompt, an editing key, or typed text.
func (p *prompt) key(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	if name != again {
		p.leaving = false
	}
	if cmd, ok := promptKeys().Press(p, name); ok {
		return cmd
	}
	if _, searching := p.editor.Searching(); searching && k.Text != "" {
		p.editor.SearchFor(k.Text)
	} else if !p.editor.Key(name) && k.Text != "" {
		p.editor.Insert(k.Text)
	}
	return nil
}

// Keys returns the help pages of the keys at a prompt in a terminal.
func Keys() []keys.Page { return append([]keys.Page{promptKeys().Page()}, line.Keys()...) }
