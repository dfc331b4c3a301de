package keys

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// New returns a key binding. A key bar shows its first key with the help text says.
func New(says string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], says))
}

// Shown returns a key binding that a key bar shows with the given label instead of its first key.
func Shown(label, says string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(label, says))
}

// Says returns the binding with another text on the bar, for when it temporarily does something
// else.
func Says(b key.Binding, text string) key.Binding {
	b.SetHelp(b.Help().Key, text)
	return b
}

// Name is the name that Bubble Tea gives a key.
type Name string

// String implements fmt.Stringer, for key.Matches.
func (n Name) String() string { return string(n) }

// An Act is a key binding with its action on a model.
type Act[M any] struct {
	key.Binding
	do func(m M, name string) tea.Cmd
}

// Do returns an act without a Bubble Tea command.
func Do[M any](b key.Binding, do func(M)) Act[M] {
	return Act[M]{b, func(m M, _ string) tea.Cmd {
		do(m)
		return nil
	}}
}

// Ask returns an act that returns a Bubble Tea command.
func Ask[M any](b key.Binding, do func(M) tea.Cmd) Act[M] {
	return Act[M]{b, func(m M, _ string) tea.Cmd { return do(m) }}
}

// Each returns an act that receives the name of the key, for bindings of several keys such as
// digits.
func Each[M any](b key.Binding, do func(m M, name string)) Act[M] {
	return Act[M]{b, func(m M, name string) tea.Cmd {
		do(m, name)
		return nil
	}}
}

// A Row is a row of the help page with its acts.
type Row[M any] struct {
	label, text string
	acts        []Act[M]
	beside      bool // shown on the line of the previous row
}

// On returns a row. The text may contain line breaks.
func On[M any](label, text string, acts ...Act[M]) Row[M] {
	return Row[M]{label: label, text: text, acts: acts}
}

// Beside returns the row placed on the same line as the previous row.
func (r Row[M]) Beside() Row[M] {
	r.beside = true
	return r
}

// Silent returns a row of acts that the help page leaves out.
func Silent[M any](acts ...Act[M]) Row[M] { return Row[M]{acts: acts} }

// Gap returns an empty row.
func Gap[M any]() Row[M] { return Row[M]{label: " "} }

// A Table holds the key bindings of one part of a screen.
type Table[M any] struct {
	Title string
	Rows  []Row[M]
}

// Press runs the act that is bound to the key. It returns false if there is none.
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

// Binds reports whether an act is bound to the key.
func (t Table[M]) Binds(name string) bool {
	for _, row := range t.Rows {
		for _, act := range row.acts {
			if key.Matches(Name(name), act.Binding) {
				return true
			}
		}
	}
	return false
}

// Page returns the help page of the table.
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

// Wrong returns the mistakes in the table: keys that are bound twice, and labels that name a key
// not bound in their row.
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

// signs maps the symbols in labels to names of keys.
var signs = map[string]string{"↑": "up", "↓": "down", "←": "left", "→": "right", "pgdn": "pgdown"}

// named returns the keys that a label names. For a range, these are its ends.
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

// Digits returns the names of the digit keys in a range, including both ends.
func Digits(from, to int) []string {
	var names []string
	for i := from; i <= to; i++ {
		names = append(names, fmt.Sprint(i))
	}
	return names
}
