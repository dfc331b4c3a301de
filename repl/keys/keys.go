package keys

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// New is a binding of some keys. A bar shows the first of them, with a word or two.
func New(says string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], says))
}

// Shown is a binding that a bar shows under another name than its first key.
func Shown(label, says string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(label, says))
}

// Says is a binding of which a bar says something else, as it does something else for now.
func Says(b key.Binding, text string) key.Binding {
	b.SetHelp(b.Help().Key, text)
	return b
}

// Name is a key by the name that Bubble Tea gives it.
type Name string

// String implements fmt.Stringer, for key.Matches.
func (n Name) String() string { return string(n) }

// An Act is a binding and what it does to a model.
type Act[M any] struct {
	key.Binding
	do func(m M, name string) tea.Cmd
}

// Do is an act that asks nothing of Bubble Tea.
func Do[M any](b key.Binding, do func(M)) Act[M] {
	return Act[M]{b, func(m M, _ string) tea.Cmd {
		do(m)
		return nil
	}}
}

// Ask is an act that asks something of Bubble Tea.
func Ask[M any](b key.Binding, do func(M) tea.Cmd) Act[M] {
	return Act[M]{b, func(m M, _ string) tea.Cmd { return do(m) }}
}

// Each is an act that differs by key, as for digits.
func Each[M any](b key.Binding, do func(m M, name string)) Act[M] {
	return Act[M]{b, func(m M, name string) tea.Cmd {
		do(m, name)
		return nil
	}}
}

// A Row is a row of the help page and the acts behind it.
type Row[M any] struct {
	label, text string
	acts        []Act[M]
	beside      bool // on the line of the row before
}

// On is a row. The text may have lines of its own.
func On[M any](label, text string, acts ...Act[M]) Row[M] {
	return Row[M]{label: label, text: text, acts: acts}
}

// Beside is the row on the line of the one before it.
func (r Row[M]) Beside() Row[M] {
	r.beside = true
	return r
}

// Silent are acts that the help page leaves out.
func Silent[M any](acts ...Act[M]) Row[M] { return Row[M]{acts: acts} }

// Gap is an empty row of the help page.
func Gap[M any]() Row[M] { return Row[M]{label: " "} }

// A Table is the keys of one part of a screen.
type Table[M any] struct {
	Title string
	Rows  []Row[M]
}

// Press does what the table says of a key, and reports whether it says anything.
func (t Table[M]) Press(m M, name string) (tea.Cmd, bool) {
	for _, row := range t.Rows {
		for _, act := range row.acts {
			if key.Matches(Name(name), act.Binding) {
				return act.do(m, name), true
			}
		}
	}
	return nil, false
}

// Page is what the help says of the table.
func (t Table[M]) Page() Page {
	p := Page{Title: t.Title}
	for _, row := range t.Rows {
		if row.label != "" {
			p.Rows = append(p.Rows, Entry{key.Help{Key: row.label, Desc: row.text}, row.beside})
		}
		for _, act := range row.acts {
			p.Keys = append(p.Keys, act.Keys()...)
		}
	}
	return p
}

// Wrong says what is wrong with the table: a key that is bound twice, a label that names a key which is
// not bound in its row.
func (t Table[M]) Wrong() []string {
	var wrong []string
	in := map[string]string{}
	for _, row := range t.Rows {
		own := map[string]bool{}
		for _, act := range row.acts {
			for _, name := range act.Keys() {
				if other, twice := in[name]; twice {
					wrong = append(wrong, fmt.Sprintf("%s is in the rows %q and %q", name, other, row.label))
				}
				in[name], own[name] = row.label, true
			}
		}
		for _, name := range named(row.label) {
			if len(row.acts) > 0 && !own[name] {
				wrong = append(wrong, fmt.Sprintf("the row %q names %s, which does nothing there", row.label, name))
			}
		}
	}
	return wrong
}

// signs are how a label may write a key.
var signs = map[string]string{"↑": "up", "↓": "down", "←": "left", "→": "right", "pgdn": "pgdown"}

// named are the keys that a label names; of a range its ends.
func named(label string) []string {
	var names []string
	for _, word := range strings.FieldsFunc(label, func(r rune) bool { return r == ' ' || r == ',' }) {
		if sign, ok := signs[word]; ok {
			word = sign
		}
		switch {
		case word == "…":
		case len(word) == 3 && word[1] == '-':
			names = append(names, word[:1], word[2:])
		default:
			names = append(names, word)
		}
	}
	return names
}

// Digits are the names of the keys of two digits and those between.
func Digits(from, to int) []string {
	var names []string
	for i := from; i <= to; i++ {
		names = append(names, fmt.Sprint(i))
	}
	return names
}
