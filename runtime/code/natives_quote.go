package code

import (
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/expand"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions that quotes call at run time.

// validOption implements :elixir_quote.validate_runtime(key, value).
func validOption(_ *vm.Process, a []term.Term) (term.Term, error) {
	ok := false
	switch a[0].Atom() {
	case quoted.ALine:
		ok = a[1].IsInteger()
	case quoted.AFile:
		ok = a[1].IsBits()
	case quoted.AContext:
		ok = a[1].IsAtom() && !a[1].Is(term.ANil)
	}
	if !ok {
		return term.Nil, expand.ArgumentError("invalid runtime value for option :%s in quote, got: %s", a[0].Atom(), diagnostic.Inspect(a[1]))
	}
	return a[1], nil
}

// validQuoted implements :elixir_quote.shallow_validate_ast(value). validQuoted returns the value
// if the outermost parts of the value are valid code.
func validQuoted(_ *vm.Process, a []term.Term) (term.Term, error) {
	if term.Deeper(a[0]) {
		return term.Nil, term.ErrTooDeep
	}
	list, ok := a[0].Slice()
	if ok && validParts(list) || !a[0].IsList() && validPart(a[0]) {
		return a[0], nil
	}
	return term.Nil, expand.ArgumentError("tried to unquote invalid AST: %s\nDid you forget to escape term using Macro.escape/1?", diagnostic.Inspect(a[0]))
}

func validParts(ts []term.Term) bool {
	for _, t := range ts {
		if !validPart(t) {
			return false
		}
	}
	return true
}

func validPart(t term.Term) bool {
	switch t.Kind() {
	case term.KindMap, term.KindRef:
		return false
	case term.KindTuple:
	default:
		return true
	}
	for {
		el := t.Elems()
		switch {
		case len(el) == 2:
			return validPart(el[0]) && validPart(el[1])
		case len(el) != 3 || !el[1].IsList():
			return false
		case el[0].IsAtom():
			return el[2].IsAtom() || el[2].IsList()
		case !el[2].IsList():
			return false
		}
		if !el[0].IsTuple() {
			list, ok := el[0].Slice()
			return ok && validParts(list)
		}
		t = el[0]
	}
}

func spliceList(_ *vm.Process, a []term.Term) (term.Term, error) {
	left, ok := a[0].Slice()
	if term.Deeper(a[0]) {
		return term.Nil, term.ErrTooDeep
	}
	if !ok || !validParts(left) {
		return term.Nil, expand.ArgumentError("expected a list with quoted expressions in unquote_splicing/1, got: %s", diagnostic.Inspect(a[0]))
	}
	return term.ListTail(left, a[1]), nil
}

// quoteDot builds left.unquote(name)(args).
func quoteDot(_ *vm.Process, a []term.Term) (term.Term, error) {
	meta, left, right, args := a[0], a[1], a[2], a[3]
	if n, _, ra, ok := quoted.IsNode(right); ok && n.IsAtom() && !n.Is(quoted.AAliases) {
		right = n
		if args.Is(term.ANil) && ra.IsList() {
			args = ra
		}
	}
	if !right.IsAtom() {
		if m, parts, ok := quoted.IsCallOf(right, quoted.AAliases, -1); ok {
			return term.Tup(quoted.AAliases.Term(), m, term.List(append([]term.Term{left}, parts...)...)), nil
		}
		return term.Nil, expand.ArgumentError("expected unquote after dot to return an atom, an alias or a quoted call, got: %s", diagnostic.Inspect(right))
	}
	if s := right.Atom().String(); strings.HasPrefix(s, "Elixir.") && args.Is(term.ANil) {
		return quoted.Node("__aliases__", meta, left, term.InternDerived(s[7:]).Term()), nil
	}
	dot := quoted.Node(".", meta, left, right)
	if args.Is(term.ANil) {
		return quoted.Form(dot, quoted.KwStore(meta, quoted.ANoParens, term.True)), nil
	}
	return term.Tup(dot, meta, args), nil
}

// tailList builds [unquote_splicing(left) | right].
func tailList(p *vm.Process, a []term.Term) (term.Term, error) {
	left, ok := a[0].Slice()
	if a[1].IsList() || !ok || len(left) == 0 {
		return spliceList(p, a)
	}
	last := len(left) - 1
	left[last] = quoted.Node("|", term.Empty, left[last], a[1])
	return term.List(left...), nil
}
