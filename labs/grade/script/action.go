package script

import (
	"lab/runtime/term"
)

// This file reads the actions of checks.

const actionNames = "an action is eval, attempt, heard, count, asked, fault, browse or served"

// actions reads a block of actions.
func (r *reader) actions(c call) []Action {
	var all []Action
	before := len(r.known)
	r.known = append(r.known, "nodes", "nonce")
	for _, s := range statements(r.options(c, "do").get("do")) {
		if a, ok := r.action(c.file, s); ok {
			all = append(all, a)
		}
	}
	r.known = r.known[:before:before]
	return all
}

// waits are the options of actions that can wait.
var waits = []string{"until", "within", "steady"}

// action reads an action. An action may be the right side of a match that names its value.
func (r *reader) action(file string, t term.Term) (Action, bool) {
	as := ""
	if e := t.Elems(); len(e) == 3 && e[0].Is(aEquals) {
		sides, _ := e[2].Slice()
		if name := sides[0].Elems(); len(name) == 3 && name[0].IsAtom() && name[2].IsAtom() {
			as, t = name[0].Atom().String(), sides[1]
		}
	}
	c, ok := callOf(file, t)
	if !ok {
		r.at(where(file, t), actionNames)
		return Action{}, false
	}
	a := Action{As: as, place: c.place}
	var o options
	switch c.name {
	case "eval":
		o = r.options(c, append([]string{"on", "do", "code", "seal"}, waits...)...)
		a.Eval = r.evaluated(o)
	case "attempt":
		o = r.options(c, append([]string{"on", "do", "code"}, waits...)...)
		a.Attempt = r.evaluated(o)
	case "heard":
		o = r.options(c, waits...)
		a.Heard = true
	case "served":
		o = r.options(c, waits...)
		a.Served = true
	case "count":
		o = r.options(c, waits...)
		for _, arg := range c.args {
			for _, m := range r.modules(c, arg) {
				a.Count = m
			}
		}
	case "asked":
		o = r.options(c, waits...)
		for _, arg := range c.args {
			for _, m := range r.modules(c, arg) {
				a.Asked = m
			}
		}
	case "fault":
		o = r.options(c)
		a.Fault = r.str(c, 0)
	case "browse":
		o = r.options(c, append([]string{"visitor", "get", "fill", "click", "press", "visits", "trials", "opened"}, waits...)...)
		r.browse(&a, c, o)
	default:
		r.at(c.place, "%s is not known here: %s", c.name, actionNames)
		return a, false
	}
	a.On = o.name("on")
	if seal, there := o.by["seal"]; there {
		a.Seal = r.modules(c, seal)
	}
	a.Within, a.Steady = o.time("within"), o.time("steady")
	if until, there := o.by["until"]; there {
		a.Until = text(until)
		r.piece(file, Pattern, until)
	}
	if as != "" {
		r.known = append(r.known, as)
	}
	return a, true
}

func (r *reader) browse(a *Action, c call, o options) {
	a.Browse = r.name(c, 0)
	a.Visitor, a.Get, a.Fill, a.Click, a.Press = o.name("visitor"), o.str("get"), o.texts("fill"), o.str("click"), o.name("press")
	a.Visits, a.Trials = o.number("visits"), o.number("trials")
	if opened, there := o.by["opened"]; there {
		a.Opened = text(opened)
		r.piece(c.file, Code, opened)
	}
}

// evaluated returns the code of an action, which is given in a do block or by name.
func (r *reader) evaluated(o options) string {
	quoted, there := o.by["do"]
	file := o.call.file
	if name := o.name("code"); name != "" {
		named := r.codes[name]
		switch {
		case there:
			r.at(o.call.place, "an action has code by name, or between do and end")
			return ""
		case named == nil:
			r.at(o.call.place, "there is no code :%s above", name)
			return ""
		}
		named.used = true
		quoted, there, file = named.quoted, true, named.file
	}
	if !there {
		r.at(o.call.place, "%s has no code: add do: …, or code: with a name", o.call.name)
		return ""
	}
	r.piece(file, Code, quoted)
	return text(quoted)
}
