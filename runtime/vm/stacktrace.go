package vm

import (
	"strings"

	"lab/runtime/term"
)

// This file converts stack traces to and from terms.

// StackTerm returns the stack trace as Elixir code sees it.
func (e *Exception) StackTerm() term.Term {
	out := make([]term.Term, 0, len(e.Stack))
	for i := range e.Stack {
		if e.Stack[i].Module != 0 {
			out = append(out, e.Stack[i].term())
		}
	}
	return term.List(out...)
}

// Handle returns a term that represents e in a register of its handler. Programs never see it.
// HandledBy converts it back.
func (e *Exception) Handle() term.Term { return term.FromFun(&term.Fun{Code: e}) }

// HandledBy is the inverse of Handle.
func HandledBy(handle term.Term) *Exception { return handle.Fun().Code.(*Exception) }

func (s *StackEntry) term() term.Term {
	arity := term.Int(int64(s.Arity))
	if s.Args != nil {
		arity = term.List(s.Args...)
	}
	var info []term.Term
	if s.File != "" {
		info = append(info, term.Tup(aFile, term.Charlist(s.File)))
		if s.Line > 0 {
			info = append(info, term.Tup(aLine, term.Int(int64(s.Line))))
		}
	}
	if !s.Info.IsNone() {
		info = append(info, term.Tup(aErrorInfo, s.Info))
	} else if s.Note != "" {
		info = append(info, term.Tup(aErrorInfo, term.MapOf(aNote, term.Str(s.Note))))
	}
	if !s.Fun.IsNone() {
		return term.Tup(s.Fun, arity, term.List(info...))
	}
	return term.Tup(s.Module.Term(), s.Name.Term(), arity, term.List(info...))
}

// WithStack sets the stack of e from a term, as erlang:raise/3 does. It reports whether the term
// is a stack trace.
func (e *Exception) WithStack(t term.Term) bool {
	elems, ok := t.Slice()
	if !ok {
		return false
	}
	e.Stack, e.whole = nil, true
	for _, el := range elems {
		s, ok := stackEntry(el)
		if !ok {
			return false
		}
		e.Stack = append(e.Stack, s)
	}
	return true
}

func stackEntry(t term.Term) (StackEntry, bool) {
	el := t.Elems()
	var s StackEntry
	switch {
	case len(el) == 3 && el[0].Fun() != nil:
		s.Fun, s.Module = el[0], el[0].Fun().Module
		el = []term.Term{el[0], el[0], el[1], el[2]}
	case len(el) == 3:
		el = append(append([]term.Term(nil), el...), term.Empty)
		fallthrough
	default:
		if len(el) != 4 || !el[0].IsAtom() || !el[1].IsAtom() {
			return StackEntry{}, false
		}
		s.Module, s.Name = el[0].Atom(), el[1].Atom()
	}
	if n, ok := el[2].AsInt(); ok {
		s.Arity = int(n)
	} else if args, ok := el[2].Slice(); ok {
		s.Args, s.Arity = args, len(args)
	} else {
		return StackEntry{}, false
	}
	info, _ := el[3].Slice()
	for _, kv := range info {
		s.info(kv.Elems())
	}
	return s, true
}

// info applies one pair from the location list of a stack entry.
func (s *StackEntry) info(kv []term.Term) {
	if len(kv) != 2 {
		return
	}
	switch {
	case term.Equal(kv[0], aFile):
		s.File = charlist(kv[1])
	case term.Equal(kv[0], aLine):
		n, _ := kv[1].AsInt()
		s.Line = int(n)
	case term.Equal(kv[0], aErrorInfo):
		if m := kv[1].Map(); m != nil {
			note, _ := m.Get(aNote)
			if s.Note, _ = note.AsStr(); s.Note == "" {
				s.Info = kv[1]
			}
		}
	}
}

func charlist(t term.Term) string {
	var b strings.Builder
	for c := t.Cons(); c != nil; c = c.Tail.Cons() {
		if r, ok := c.Head.AsInt(); ok {
			b.WriteRune(rune(r))
		}
	}
	return b.String()
}
