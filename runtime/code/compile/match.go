package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles patterns, and `=`.

// A matcher matches a value and binds variables to its parts.
type matcher func(p *vm.Process, v term.Term) bool

// A pattern is a compiled pattern of the source. The most frequent forms are matched in place.
// match works for every form except anything, for which it is nil.
type pattern struct {
	form patternForm
	// reg is the register of a variable. head and tail are the registers of the parts of a cell,
	// or -1 if a part is not used.
	reg, head, tail int
	want            term.Term
	match           matcher
}

type patternForm uint8

const (
	matches  patternForm = iota
	anything             // matches everything, binds nothing
	binds                // the first occurrence of a variable
	literal              // a literal without an object, such as an atom or []
	cell                 // [head | tail] of variables
)

// takes matches v and binds variables.
func (x *pattern) takes(p *vm.Process, v term.Term) bool {
	switch x.form {
	case anything:
		return true
	case binds:
		p.R[x.reg] = v
		return true
	case literal:
		return v.IsSame(x.want)
	case cell:
		return splitCell(p, v.Cons(), x.head, x.tail)
	}
	return x.match(p, v)
}

// pattern compiles a pattern. seen holds the variables bound so far. A second occurrence tests for
// equality.
func (c *compiler) pattern(t term.Term, seen map[int]bool) pattern {
	if v, ok := c.constant(t); ok && !mentionsMap(t) {
		return literally(v)
	}
	if t.Cons() != nil {
		return c.listPattern(t, seen)
	}
	el := t.Elems()
	if len(el) == 2 {
		return pattern{match: c.tuplePattern(el, seen)}
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
		return pattern{match: c.tuplePattern(args, seen)}
	case quoted.AMapForm:
		return pattern{match: c.mapPattern(meta, args, seen)}
	case quoted.APin:
		e := c.operand(args[0])
		return pattern{match: func(p *vm.Process, v term.Term) bool { return sameTerm(e.value(p), v) }}
	case quoted.AMatch:
		return both(c.pattern(args[0], seen), c.pattern(args[1], seen))
	case quoted.ABits:
		return pattern{match: c.bitsPattern(meta, args, seen)}
	case quoted.ABlock:
		if len(args) == 1 {
			return c.pattern(args[0], seen)
		}
	}
	badForm(meta, "illegal pattern %s", term.Inspect(t, term.Opts{}))
	return pattern{}
}

// mentionsMap reports whether t contains a map pattern. %{} matches every map, so it is not a
// literal.
func mentionsMap(t term.Term) bool {
	return quoted.Contains(t, func(t term.Term) bool {
		_, _, ok := quoted.IsCallOf(t, quoted.AMapForm, -1)
		return ok || t.Map() != nil
	})
}

func both(a, b pattern) pattern {
	switch {
	case a.form == anything:
		return b
	case b.form == anything:
		return a
	}
	return pattern{match: func(p *vm.Process, v term.Term) bool { return a.takes(p, v) && b.takes(p, v) }}
}

func literally(want term.Term) pattern {
	if want.IsImmediate() {
		return pattern{form: literal, want: want, match: func(_ *vm.Process, v term.Term) bool { return v.IsSame(want) }}
	}
	if text, ok := want.AsStr(); ok {
		return pattern{match: func(_ *vm.Process, v term.Term) bool {
			s, ok := v.AsStr()
			return ok && s == text
		}}
	}
	return pattern{match: func(_ *vm.Process, v term.Term) bool { return term.Equal(want, v) }}
}

func (c *compiler) varPattern(name term.Atom, meta term.Term, seen map[int]bool) pattern {
	if name == quoted.AUnderscore {
		return pattern{form: anything, reg: -1}
	}
	r := c.reg(meta, name)
	ver, _ := quoted.KwGet(meta, quoted.AVersion)
	n, _ := ver.AsInt()
	if seen[int(n)] {
		return pattern{match: func(p *vm.Process, v term.Term) bool { return sameTerm(p.R[r], v) }}
	}
	seen[int(n)] = true
	return pattern{form: binds, reg: r, match: func(p *vm.Process, v term.Term) bool {
		p.R[r] = v
		return true
	}}
}

func (c *compiler) patterns(ts []term.Term, seen map[int]bool) []pattern {
	out := make([]pattern, len(ts))
	for i, t := range ts {
		out[i] = c.pattern(t, seen)
	}
	return out
}

func (c *compiler) tuplePattern(ts []term.Term, seen map[int]bool) matcher {
	parts := c.patterns(ts, seen)
	n := len(parts)
	if n == 2 {
		a, b := parts[0], parts[1]
		return func(p *vm.Process, v term.Term) bool {
			el := v.Elems()
			return len(el) == 2 && a.takes(p, el[0]) && b.takes(p, el[1])
		}
	}
	return func(p *vm.Process, v term.Term) bool {
		el := v.Elems()
		if len(el) != n || el == nil {
			return false
		}
		for i := range parts {
			if !parts[i].takes(p, el[i]) {
				return false
			}
		}
		return true
	}
}

// isSimple reports whether x matches any value.
func (x *pattern) isSimple() bool { return x.form == anything || x.form == binds }

func (c *compiler) listPattern(t term.Term, seen map[int]bool) pattern {
	elems, tail := listParts(t)
	parts := c.patterns(elems, seen)
	last := c.pattern(tail, seen)
	if len(parts) == 1 {
		head := parts[0]
		x := pattern{match: func(p *vm.Process, v term.Term) bool {
			cell := v.Cons()
			return cell != nil && head.takes(p, cell.Head) && last.takes(p, cell.Tail)
		}}
		if head.isSimple() && last.isSimple() {
			x.form, x.head, x.tail = cell, head.reg, last.reg
		}
		return x
	}
	return pattern{match: func(p *vm.Process, v term.Term) bool {
		for i := range parts {
			cell := v.Cons()
			if cell == nil || !parts[i].takes(p, cell.Head) {
				return false
			}
			v = cell.Tail
		}
		return last.takes(p, v)
	}}
}

func (c *compiler) mapPattern(meta term.Term, args []term.Term, seen map[int]bool) matcher {
	type entry struct {
		key   operand
		value pattern
	}
	var entries []entry
	for _, a := range args {
		el := a.Elems()
		if len(el) != 2 {
			badForm(quoted.MetaOf(a), "illegal map pattern")
		}
		entries = append(entries, entry{c.operand(el[0]), c.pattern(el[1], seen)})
	}
	if _, any := quoted.KwGet(meta, quoted.AAnyStruct); any {
		// The first entry of %name{} is the name, which must be an atom.
		atom := pattern{match: func(_ *vm.Process, v term.Term) bool { return v.IsAtom() }}
		entries[0].value = both(atom, entries[0].value)
	}
	return func(p *vm.Process, v term.Term) bool {
		m := v.Map()
		if m == nil {
			return false
		}
		for i := range entries {
			e := &entries[i]
			key := e.key.want
			if e.key.form != constant {
				key = e.key.value(p)
			}
			x, ok := m.Get(key)
			if !ok || !e.value.takes(p, x) {
				return false
			}
		}
		return true
	}
}

func (c *compiler) matchStep(meta term.Term, args []term.Term, k then) vm.Step {
	m := c.pattern(args[0], map[int]bool{})
	switch {
	case m.form == anything:
		return c.compile(args[1], k)
	case m.form == binds:
		return c.compile(args[1], then{dst: m.reg, next: k.finish(inRegister(m.reg))})
	}
	fn, line := c.fn, quoted.LineOf(meta)
	r := c.temp()
	value := k.finish(inRegister(r))
	return c.compile(args[1], then{dst: r, next: func(p *vm.Process) vm.Step {
		if v := p.R[r]; !m.takes(p, v) {
			return p.Fail(vm.At(vm.ErrorOf(term.Tup(aBadmatch, v)), fn, line))
		}
		return value(p)
	}})
}

func (c *compiler) matchExpr(meta term.Term, args []term.Term) expr {
	e := c.operand(args[1])
	m := c.pattern(args[0], map[int]bool{})
	if m.form == anything {
		return e.compute
	}
	fn, line := c.fn, quoted.LineOf(meta)
	return func(p *vm.Process) term.Term {
		v := e.value(p)
		if !m.takes(p, v) {
			panic(vm.At(vm.ErrorOf(term.Tup(aBadmatch, v)), fn, line))
		}
		return v
	}
}
