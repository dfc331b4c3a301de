package probe

import (
	"slices"

	"lab/labs/observe"
	"lab/runtime/term"
)

// This file asks a node's supervisors for their children.

// childTime is the timeout of a supervisor in milliseconds. A supervisor cannot answer while it
// starts a child.
const childTime = 500

// trees builds the supervision trees of a node. A root is a supervisor that is not the child of
// another.
func (l *look) trees(supervisors []term.Term) {
	g := grove{look: l, children: map[string][]observe.Branch{}, busy: map[string]bool{}, more: map[string]int{}, grown: map[string]bool{}}
	child := map[string]bool{}
	for _, s := range supervisors[:min(len(supervisors), mostTrees)] {
		id := pid(l.node.Name, s)
		g.ask(id, s)
		for _, c := range g.children[id] {
			child[c.PID] = true
		}
	}
	for _, s := range supervisors {
		id := pid(l.node.Name, s)
		if !child[id] {
			l.node.Trees = append(l.node.Trees, g.grow(observe.Branch{PID: id, Supervisor: true}, 0))
		}
	}
	at := map[string]int{} // the order of the processes, with programs first
	for i, p := range l.node.Processes {
		at[p.PID] = i
	}
	slices.SortStableFunc(l.node.Trees, func(a, b observe.Branch) int { return at[a.PID] - at[b.PID] })
}

// A grove holds the answers of a node's supervisors.
type grove struct {
	look     *look
	children map[string][]observe.Branch
	busy     map[string]bool
	more     map[string]int
	grown    map[string]bool
}

// ask asks a supervisor for its children. The call has its own timeout, so that no process stays
// behind on the node if the probe ends.
func (g *grove) ask(id string, supervisor term.Term) {
	v, err := g.look.asker.Ask(g.look.node.Name, "gen_server", "call", supervisor, term.Sym("which_children"), term.Int(childTime))
	list, ok := v.Slice()
	if err != nil || !ok {
		g.busy[id] = true
		return
	}
	slices.Reverse(list) // which_children returns the last started child first
	g.more[id] = max(0, len(list)-mostChildren)
	for _, e := range list[:min(len(list), mostChildren)] {
		c := e.Elems()
		if len(c) != 4 {
			continue
		}
		b := observe.Branch{PID: pid(g.look.node.Name, c[1]), Supervisor: c[2].Is(term.Intern("supervisor"))}
		if b.ID = name(c[0]); b.ID == "undefined" {
			b.ID = modules(c[3])
		}
		if b.PID == "" {
			b.PID = name(c[1]) // restarting or undefined
		}
		g.children[id] = append(g.children[id], b)
	}
}

// modules returns the first of a child's modules. It serves as the name of a child without an id.
func modules(t term.Term) string {
	list, ok := t.Slice()
	if !ok || len(list) == 0 {
		return name(t)
	}
	return name(list[0])
}

// deepest is the maximum depth of a tree.
const deepest = 12

// grow adds the children of a supervisor to its branch.
func (g *grove) grow(b observe.Branch, depth int) observe.Branch {
	for _, p := range g.look.node.Processes {
		if p.PID == b.PID {
			if b.Name = p.Name; b.Name == "" && b.ID == "" {
				b.Name = p.Initial
			}
		}
	}
	if depth >= deepest || g.grown[b.PID] {
		return b
	}
	g.grown[b.PID] = true // only once: the answer of a supervisor may contain cycles
	b.Busy, b.More = g.busy[b.PID], g.more[b.PID]
	for _, c := range g.children[b.PID] {
		b.Children = append(b.Children, g.grow(c, depth+1))
	}
	return b
}
