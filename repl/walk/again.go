package walk

import (
	"slices"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
)

// This file is for who comes back to a lab.

// Back says what was typed in the lab when the student was here last. The nodes are new.
func (w *Walk) Back(typed []book.Typed) {
	for _, t := range typed {
		if slices.ContainsFunc(w.lab.Nodes, func(n catalogue.NodeSpec) bool { return n.Name == t.Node }) {
			w.typed = append(w.typed, t)
		}
	}
}

// tellBack says where the student was.
func (w *Walk) tellBack() {
	if !w.way.Standing().Begun() && len(w.typed) == 0 {
		return
	}
	w.say("You are back at step %d. The nodes are new: what you typed has not happened on them.", w.way.At()+1)
	switch n := len(w.typed); {
	case n == 1:
		w.say("/again types once more the line that you typed when you were here last.")
	case n > 1:
		w.say("/again types once more the %d lines that you typed when you were here last.", n)
	}
}

// again types what was typed.
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
