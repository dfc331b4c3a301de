package compile

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file decides between ways to go on: what a guard, an if or the head of a clause
// asks. The most frequent of them are asked in place; the rest is a closure.

// A test is a question to the registers, with a yes or a no.
type test struct {
	form testForm
	// reg is the register that is looked at; head and tail are those of the parts of a
	// cell, -1 for one that is not used.
	reg, head, tail int
	// allow are the orders of the value and small that the answer is yes for.
	allow orders
	small int64
	want  term.Term
	// ask decides for a test without a form, and where the value is no small integer.
	ask func(p *vm.Process) bool
}

type testForm uint8

const (
	asks          testForm = iota
	comparesSmall          // reg with small
	isWanted               // reg is want, an atom, a small integer or []
	isCell                 // reg is a cell, whose parts go to head and tail
)

// holds answers the test.
func (t *test) holds(p *vm.Process) bool {
	switch t.form {
	case comparesSmall:
		if x := p.R[t.reg]; x.IsSmall() {
			return t.allow.has(x.Small(), t.small)
		}
	case isWanted:
		return p.R[t.reg].IsSame(t.want)
	case isCell:
		return splitCell(p, p.R[t.reg].Cons(), t.head, t.tail)
	}
	return t.ask(p)
}

func splitCell(p *vm.Process, cell *term.Cons, head, tail int) bool {
	if cell == nil {
		return false
	}
	if head >= 0 {
		p.R[head] = cell.Head
	}
	if tail >= 0 {
		p.R[tail] = cell.Tail
	}
	return true
}

func asking(f func(p *vm.Process) bool) *test { return &test{ask: f} }

// all is true if each of tests is; nil if there are none.
func all(tests []*test) *test {
	switch len(tests) {
	case 0:
		return nil
	case 1:
		return tests[0]
	case 2:
		a, b := tests[0], tests[1]
		return asking(func(p *vm.Process) bool { return a.holds(p) && b.holds(p) })
	case 3:
		a, b, c := tests[0], tests[1], tests[2]
		return asking(func(p *vm.Process) bool { return a.holds(p) && b.holds(p) && c.holds(p) })
	}
	return asking(func(p *vm.Process) bool {
		for _, t := range tests {
			if !t.holds(p) {
				return false
			}
		}
		return true
	})
}

// orders are the ways in which two integers may stand to each other.
type orders uint8

const (
	less orders = 1 << iota
	equal
	greater
)

func (o orders) has(x, y int64) bool {
	is := equal
	if x < y {
		is = less
	}
	if x > y {
		is = greater
	}
	return o&is != 0
}

// ordersOf are the orders that a comparison of Erlang is true for.
func ordersOf(name string) orders {
	switch name {
	case "==", "=:=":
		return equal
	case "/=", "=/=":
		return less | greater
	case "<":
		return less
	case ">":
		return greater
	case "=<":
		return less | equal
	case ">=":
		return greater | equal
	}
	return 0
}

// comparing is a comparison of pure operands.
func (c *compiler) comparing(name string, args []term.Term) *test {
	a, b := c.operand(args[0]), c.operand(args[1])
	compare, allow := comparison(name), ordersOf(name)
	if a.form == register && b.form == constant && b.want.IsSmall() {
		r, k := a.reg, b.want
		return &test{form: comparesSmall, reg: r, allow: allow, small: k.Small(),
			ask: func(p *vm.Process) bool { return compare(p.R[r], k) }}
	}
	return asking(func(p *vm.Process) bool {
		x := a.value(p)
		y := b.value(p)
		if x.IsSmall() && y.IsSmall() {
			return allow.has(x.Small(), y.Small())
		}
		return compare(x, y)
	})
}
