package walk

import (
	"fmt"
	"strconv"
	"strings"

	"lab/labs/catalogue"
	"lab/labs/session"
	book "lab/labs/workbook"
)

// This file injects faults and prints the state of the cluster.

// fault injects a fault. If the lab asks for a forecast first, it prints the question and waits
// for the next line.
func (w *Walk) fault(text string) {
	f, err := catalogue.ParseFault(text)
	if err == nil {
		err = w.lab.CheckFault(f)
	}
	if err != nil {
		w.say("[%v]", err)
		return
	}
	if ask, ok := w.way.Ask(f, w.cluster.Total, func(node string) bool { return !w.gone[node] }); ok {
		w.guess = session.Say(f, ask, 0)
		w.say("Before you %s: %s", f.Says(), ask.Ask)
		return
	}
	w.strike(f, nil)
}

// guessed takes the number that the student forecasts, and injects the fault.
func (w *Walk) guessed(text string) {
	g := w.guess
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 0 {
		w.say("[type the number that you expect first]")
		return
	}
	w.guess, g.Said = nil, n
	f, err := catalogue.ParseFault(g.Fault)
	if err != nil {
		w.say("[%v]", err)
		return
	}
	w.strike(f, g)
}

func (w *Walk) strike(f catalogue.Fault, g *book.Guess) {
	before := len(w.way.Progress.Guesses)
	w.driver.Fault(f, g)
	form, _ := f.Kind.Form()
	for _, node := range f.Nodes {
		switch {
		case form.Ends:
			w.await(func() bool { return w.gone[node] })
		case form.Starts:
			w.prompts[node] = ""
			w.await(func() bool { return w.prompts[node] != "" })
		}
	}
	if g != nil {
		w.await(func() bool { return len(w.way.Progress.Guesses) > before })
	}
	w.linger()
}

// counted compares a guess with the actual number.
func (w *Walk) counted(g book.Guess) {
	w.way.Counted(g)
	w.driver.Save()
	w.say("[after %s, %s later: %d; you said %d]", g.Fault, g.After, *g.Fact, g.Said)
}

// shownEvents is the number of events that /map prints.
const shownEvents = 20

// mapText describes the cluster as text, one item per line.
func (w *Walk) mapText() string {
	var b strings.Builder
	for _, n := range w.cluster.Nodes {
		fmt.Fprintf(&b, "%s is %s", n.Name, n.Says())
		if w.lab.Watch != nil && n.Up {
			fmt.Fprintf(&b, ", runs %d %s", n.Count, w.lab.Called())
		}
		if n.Known >= 0 && n.Up {
			fmt.Fprintf(&b, ", knows %d", n.Known)
		}
		b.WriteByte('\n')
	}
	for _, c := range w.cluster.Cuts {
		fmt.Fprintf(&b, "cut: %s and %s\n", c[0], c[1])
	}
	if w.lab.Watch != nil {
		fmt.Fprintf(&b, "%d %s in all, %d of them alive twice\n", w.cluster.Total, w.lab.Called(), w.cluster.Twice)
	}
	events := w.cluster.Events
	for _, e := range events[max(0, len(events)-shownEvents):] {
		fmt.Fprintf(&b, "%6.1fs  %s: %s\n", e.At.Seconds(), e.Kind, e.Says(w.lab.Called()))
	}
	return b.String()
}
