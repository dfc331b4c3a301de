package keys

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"
)

// A Ranked is a binding on a bar. Where the bar is too long, those of the highest rank are left out first.
type Ranked struct {
	key.Binding
	Rank int
}

// At gives a binding its rank.
func At(rank int, b key.Binding) Ranked { return Ranked{b, rank} }

// Hint is something on a bar that is more than a key, such as typing.
func Hint(label, says string) key.Binding { return key.NewBinding(key.WithHelp(label, says)) }

// Line joins bindings, however long it gets.
func Line(all ...key.Binding) string {
	var words []string
	for _, b := range all {
		words = append(words, word(b))
	}
	return " " + strings.Join(words, "  ")
}

// Bar joins bindings to a line that fits.
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

// Menu joins the bindings of a box, which has room for all.
func Menu(all ...key.Binding) string {
	var words []string
	for _, b := range all {
		words = append(words, strings.TrimRight(b.Help().Key+"  "+b.Help().Desc, " "))
	}
	return " " + strings.Join(words, "   ")
}

// word is a binding on a bar. Several keys stand off from the text.
func word(b key.Binding) string {
	h := b.Help()
	gap := " "
	if strings.Contains(h.Key, ", ") {
		gap = "  "
	}
	return strings.TrimRight(h.Key+gap+h.Desc, " ")
}
