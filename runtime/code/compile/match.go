package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles patterns, and `=`.

// A matcher tests a value and binds variables to its parts.
type matcher func(p *vm.Process, v term.Term) bool

// pattern compiles a pattern; nil if it matches anything and binds nothing.
// seen are the variables that the pattern has bound so far: a second occurrence
// is a test for equality.
func (c *compiler) pattern(t term.Term, seen map[int]bool) matcher {
	if v, ok := c.constant(t); ok && !mentionsMap(t) {
		return literal(v)
	}
	if t.Cons() != nil {
		return c.listPattern(t, seen)
	}
	el := t.Elems()
	if len(el) == 2 {
		return c.tuplePattern(el, seen)
	}
	if name, meta, _, ok := quoted.IsVar(t); ok {
		return c.varPattern(name, meta, seen)
	}
	name, meta, args, ok := quoted.IsCall(t)
	if !ok {
		badForm(quoted.MetaOf(t), "illegal pattern %s", term.Inspect(t, term.Opts{}))
	}
	switch name {
	case quoted.ATuple:
		return c.tuplePattern(args, seen)
	case quoted.AMapForm:
		return c.mapPattern(meta, args, seen)
	case quoted.APin:
		e := c.expr(args[0])
		return func(p *vm.Process, v term.Term) bool { return sameTerm(e(p), v) }
	case quoted.AMatch:
		return both(c.pattern(args[0], seen), c.pattern(args[1], seen))
	case quoted.ABits:
		return c.bitsPattern(meta, args, seen)
	case quoted.ABlock:
		if len(args) == 1 {
			return c.pattern(args[0], seen)
		}
	}
	badForm(meta, "illegal pattern %s", term.Inspect(t, term.Opts{}))
	return nil
}

// mentionsMap reports whether t holds a map pattern: %{} matches every map, so
// that it is no literal.
func mentionsMap(t term.Term) bool {
	return quoted.Contains(t, func(t term.Term) bool {
		_, _, ok := quoted.IsCallOf(t, quoted.AMapForm, -1)
		return ok || t.Map() != nil
	})
}

func both(a, b matcher) matcher {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return func(p *vm.Process, v term.Term) bool { return a(p, v) && b(p, v) }
}

func literal(want term.Term) matcher {
	switch {
	case want.IsAtom():
		a := want.Atom()
		return func(_ *vm.Process, v term.Term) bool { return v.Is(a) }
	case want.IsEmpty():
		return func(_ *vm.Process, v term.Term) bool { return v.IsEmpty() }
	case want.IsSmall():
		n := want.Small()
		return func(_ *vm.Process, v term.Term) bool { return v.IsSmall() && v.Small() == n }
	}
	return func(_ *vm.Process, v term.Term) bool { return term.Equal(want, v) }
}

func (c *compiler) varPattern(name term.Atom, meta term.Term, seen map[int]bool) matcher {
	if name == quoted.AUnderscore {
		return nil
	}
	r := c.reg(meta, name)
	ver, _ := quoted.KwGet(meta, quoted.AVersion)
	n, _ := ver.AsInt()
	if seen[int(n)] {
		return func(p *vm.Process, v term.Term) bool { return sameTerm(p.R[r], v) }
	}
	seen[int(n)] = true
	return func(p *vm.Process, v term.Term) bool {
		p.R[r] = v
		return true
	}
}

func (c *compiler) tuplePattern(ts []term.Term, seen map[int]bool) matcher {
	ms := make([]matcher, len(ts))
	for i, t := range ts {
		ms[i] = c.pattern(t, seen)
	}
	n := len(ms)
	if n == 2 && ms[0] != nil && ms[1] != nil {
		a, b := ms[0], ms[1]
		return func(p *vm.Process, v term.Term) bool {
			el := v.Elems()
			return len(el) == 2 && a(p, el[0]) && b(p, el[1])
		}
	}
	return func(p *vm.Process, v term.Term) bool {
		el := v.Elems()
		if len(el) != n || el == nil {
			return false
		}
		for i, m := range ms {
			if m != nil && !m(p, el[i]) {
				return false
			}
		}
		return true
	}
}

func (c *compiler) listPattern(t term.Term, seen map[int]bool) matcher {
	elems, tail := listParts(t)
	ms := make([]matcher, len(elems))
	for i, e := range elems {
		ms[i] = c.pattern(e, seen)
	}
	last := c.pattern(tail, seen)
	if len(ms) == 1 {
		head := ms[0]
		return func(p *vm.Process, v term.Term) bool {
			cell := v.Cons()
			return cell != nil && (head == nil || head(p, cell.Head)) && (last == nil || last(p, cell.Tail))
		}
	}
	return func(p *vm.Process, v term.Term) bool {
		for _, m := range ms {
			cell := v.Cons()
			if cell == nil || m != nil && !m(p, cell.Head) {
				return false
			}
			v = cell.Tail
		}
		return last == nil || last(p, v)
	}
}

func (c *compiler) mapPattern(meta term.Term, args []term.Term, seen map[int]bool) matcher {
	type entry struct {
		key expr
		m   matcher
	}
	var entries []entry
	for _, a := range args {
		el := a.Elems()
		if len(el) != 2 {
			badForm(quoted.MetaOf(a), "illegal map pattern")
		}
		entries = append(entries, entry{c.expr(el[0]), c.pattern(el[1], seen)})
	}
	if _, any := quoted.KwGet(meta, quoted.AAnyStruct); any {
		// %name{} is the first entry: only an atom names a struct.
		entries[0].m = both(func(_ *vm.Process, v term.Term) bool { return v.IsAtom() }, entries[0].m)
	}
	return func(p *vm.Process, v term.Term) bool {
		m := v.Map()
		if m == nil {
			return false
		}
		for _, e := range entries {
			x, ok := m.Get(e.key(p))
			if !ok || e.m != nil && !e.m(p, x) {
				return false
			}
		}
		return true
	}
}

func (c *compiler) matchStep(meta term.Term, args []term.Term, k then) vm.Step {
	m := c.pattern(args[0], map[int]bool{})
	if m == nil {
		return c.compile(args[1], k)
	}
	fn, line := c.fn, quoted.LineOf(meta)
	r := c.temp()
	value := k.finish(func(p *vm.Process) term.Term { return p.R[r] })
	return c.compile(args[1], then{dst: r, next: func(p *vm.Process) vm.Step {
		if v := p.R[r]; !m(p, v) {
			return p.Fail(vm.At(vm.ErrorOf(term.Tup(aBadmatch, v)), fn, line))
		}
		return value
	}})
}

func (c *compiler) matchExpr(meta term.Term, args []term.Term) expr {
	e := c.expr(args[1])
	m := c.pattern(args[0], map[int]bool{})
	if m == nil {
		return e
	}
	fn, line := c.fn, quoted.LineOf(meta)
	return func(p *vm.Process) term.Term {
		v := e(p)
		if !m(p, v) {
			panic(vm.At(vm.ErrorOf(term.Tup(aBadmatch, v)), fn, line))
		}
		return v
	}
}
