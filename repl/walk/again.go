package walk

import (
	"slices"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
)

// This file greets a student who returns to a lab.

// Back passes the lines that the student typed during the last visit. They have no effect on the
// new nodes until the student types them again with /again.
func (w *Walk) Back(typed []book.Typed) {
	for _, t := range typed {
		if slices.ContainsFunc(w.lab.Nodes, func(n catalogue.NodeSpec) bool { return n.Name == t.Node }) {
			w.typed = append(w.typed, t)
		}
	}
}

// tellBack tells a returning student the current step and about /again.
func (w *Walk) tellBack() {
	if !w.way.Standing().Begun() && len(w.typed) == 0 {
		return
	}
	w.say("You are back at step %d. The nodes are new, so your earlier lines had no effect on them.", w.way.At()+1)
	switch n := len(w.typed); {
	case n == 1:
		w.say("/again types the line of your last visit again.")
	case n > 1:
		w.say("/again types the %d lines of your last visit again.", n)
	}
}

// again submits the lines of the last visit.
func (w *Walk) again() {
	if len(w.typed) == 0 {
		w.say("[nothing was typed here before]")
	}
	typed, at := w.typed, w.node
	w.typed = nil
	for _, t := range typed {
		w.node = t.Node
		w.await(func() bool { return w.prompts[w.node] != "" || w.gone[w.node] })
		w.ask()
		w.print(t.Text + "\n")
		w.line(t.Text)
	}
	w.node = at
}
