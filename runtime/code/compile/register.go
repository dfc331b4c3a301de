package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file allocates registers for variables and temporaries.

// reset drops the variables before the next clause.
func (c *compiler) reset() {
	c.vars = map[int]int{}
	c.next = c.args
	for i, v := range c.free {
		c.vars[v] = c.args - len(c.free) + i
	}
	c.regs = max(c.regs, c.next)
	if c.pure == nil {
		c.pure = map[*term.Term]bool{}
	}
}

func (c *compiler) temp() int {
	r := c.next
	c.next++
	c.regs = max(c.regs, c.next)
	return r
}

// variable returns the register of a variable's version.
func (c *compiler) variable(version int) int {
	r, ok := c.vars[version]
	if !ok {
		r = c.temp()
		c.vars[version] = r
	}
	return r
}

// reg returns the register of a quoted variable.
func (c *compiler) reg(meta term.Term, name term.Atom) int {
	v, ok := quoted.KwGet(meta, quoted.AVersion)
	n, isInt := v.AsInt()
	if name == quoted.AStacktrace && c.stack != 0 {
		return c.stack
	}
	if !ok || !isInt {
		badForm(meta, "undefined variable %q", name)
	}
	return c.variable(int(n))
}

// assign allocates registers for the variables of t, in source order. After a clause, the registers
// of that clause are free again.
func (c *compiler) assign(t term.Term) {
	if _, meta, _, ok := quoted.IsVar(t); ok {
		if v, ok := quoted.KwGet(meta, quoted.AVersion); ok {
			n, _ := v.AsInt()
			c.variable(int(n))
		}
		return
	}
	if _, _, ok := quoted.IsCallOf(t, quoted.AFn, -1); ok {
		return
	}
	if _, a, ok := quoted.IsCallOf(t, quoted.AArrow, 2); ok {
		// Sibling clauses never run together, so they can share registers.
		mark := c.next
		c.assign(a[0])
		c.assign(a[1])
		c.high = max(c.high, c.next)
		c.next = mark
		return
	}
	switch {
	case t.Cons() != nil:
		for cell := t.Cons(); cell != nil; cell = t.Cons() {
			c.assign(cell.Head)
			t = cell.Tail
		}
		if !t.IsEmpty() {
			c.assign(t)
		}
	case t.IsTupleOf(2):
		el := t.Elems()
		c.assign(el[0])
		c.assign(el[1])
	case t.IsTupleOf(3):
		el := t.Elems()
		c.assign(el[0])
		c.assign(el[2])
	}
}

// assignArgs is like assign, but for the arguments of a function. An argument that is a plain
// variable keeps its register.
func (c *compiler) assignArgs(args []term.Term) {
	for i, a := range args {
		name, meta, _, ok := quoted.IsVar(a)
		v, _ := quoted.KwGet(meta, quoted.AVersion)
		if n, isInt := v.AsInt(); ok && isInt && name != quoted.AUnderscore {
			if _, known := c.vars[int(n)]; !known {
				c.vars[int(n)] = i
			}
			continue
		}
		c.assign(a)
	}
}
