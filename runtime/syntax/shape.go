package syntax

import "lab/runtime/term"

// A shape is a quoted form split into its name, metadata and arguments.
type shape struct {
	head term.Term // the name of a call or variable, or the called form
	meta term.Term
	args []term.Term
	call bool // args is a list
	ok   bool // the form is a call or a variable
}

func shapeOf(t term.Term) shape {
	e := t.Elems()
	if len(e) != 3 || !e[1].IsList() {
		return shape{}
	}
	s := shape{head: e[0], meta: e[1], ok: e[0].IsAtom() || e[0].IsTuple()}
	if args, ok := e[2].Slice(); ok {
		s.args, s.call = args, true
	} else if !e[2].IsAtom() {
		s.ok = false
	}
	return s
}

// name returns the name of a local call or a variable, or "" for other forms.
func (s shape) name() string {
	if !s.ok || !s.head.IsAtom() {
		return ""
	}
	return s.head.Atom().String()
}

// is reports whether the form is a call of name with n arguments. A negative n matches any number.
func (s shape) is(name string, n int) bool {
	return s.call && s.name() == name && (n < 0 || len(s.args) == n)
}

// dotted returns the parts of {:., _, [target, name]} when the form is a remote call.
func (s shape) dotted() (target, name term.Term, ok bool) {
	if !s.ok || !s.head.IsTuple() {
		return
	}
	d := shapeOf(s.head)
	if !d.is(".", -1) || len(d.args) == 0 {
		return
	}
	if len(d.args) == 1 {
		return d.args[0], term.Term{}, true
	}
	return d.args[0], d.args[1], len(d.args) == 2
}
