package keys

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
)

// A Ranked is a binding on a bar. If a bar is too long, the bindings with the highest rank are
// left out first.
type Ranked struct {
	key.Binding
	Rank int
}

// At returns a binding with a rank.
func At(rank int, b key.Binding) Ranked { return Ranked{b, rank} }

// Hint returns an entry of a bar that describes input other than a single key, such as typing.
func Hint(label, says string) key.Binding { return key.NewBinding(key.WithHelp(label, says)) }

// Line joins bindings into one line of any length.
func Line(all ...key.Binding) string {
	var words []string
	for _, b := range all {
		words = append(words, word(b))
	}
	return " " + strings.Join(words, "  ")
}

// Bar joins bindings into a line that fits the width, leaving out bindings by rank.
func Bar(width int, all ...Ranked) string {
	for {
		var bindings []key.Binding
		least := 0
		for i, b := range all {
			bindings = append(bindings, b.Binding)
			if b.Rank > all[least].Rank {
				least = i
			}
		}
		if line := Line(bindings...); ansi.StringWidth(line) <= width || len(all) <= 1 {
			return line
		}
		all = slices.Delete(slices.Clone(all), least, least+1)
	}
}

// Menu joins the bindings of a box, which has room for all of them.
func Menu(all ...key.Binding) string {
	var words []string
	for _, b := range all {
		words = append(words, strings.TrimRight(b.Help().Key+"  "+b.Help().Desc, " "))
	}
	return " " + strings.Join(words, "   ")
}

// word renders one binding. A label with several keys gets extra space before its text.
func word(b key.Binding) string {
	h := b.Help()
	gap := " "
	if strings.Contains(h.Key, ", ") {
		gap = "  "
	}
	return strings.TrimRight(h.Key+gap+h.Desc, " ")
}
