package compile

import (
	"math"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles the tests of guards, conditions and clause heads. The most frequent tests run
// in place. The others are closures.

// A test is a predicate on the registers.
type test struct {
	form testForm
	// reg is the register that is tested. head and tail are the registers of the parts of a cell,
	// or -1 if a part is not used.
	reg, head, tail int
	within          span
	want            term.Term
	// ask evaluates a test without a form, or with a value that is not a small integer.
	ask func(p *vm.Process) bool
}

type testForm uint8

const (
	asks          testForm = iota
	comparesSmall          // the value of reg is in within; ask decides if the value is not a small integer
	isWanted               // reg equals want: an atom, a small integer or []
	isCell                 // reg is a cell, whose parts go to head and tail
)

// holds evaluates the test.
func (t *test) holds(p *vm.Process) bool {
	switch t.form {
	case comparesSmall:
		if x := p.R[t.reg]; x.IsSmall() {
			return t.within.has(x.Small())
		}
	case isWanted:
		return p.R[t.reg].IsSame(t.want)
	case isCell:
		return splitCell(p, p.R[t.reg].Cons(), t.head, t.tail)
	}
	return t.ask(p)
}

// either returns the step that continues with yes if the test holds, and otherwise with no.
func (t *test) either(yes, no vm.Step) vm.Step {
	r, ask, want := t.reg, t.ask, t.want
	switch t.form {
	case comparesSmall:
		return t.within.either(r, ask, yes, no)
	case isWanted:
		return func(p *vm.Process) vm.Step {
			if p.R[r].IsSame(want) {
				return yes(p)
			}
			return no(p)
		}
	case isCell:
		return func(p *vm.Process) vm.Step {
			if splitCell(p, p.R[r].Cons(), t.head, t.tail) {
				return yes(p)
			}
			return no(p)
		}
	}
	return func(p *vm.Process) vm.Step {
		if ask(p) {
			return yes(p)
		}
		return no(p)
	}
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

// all returns a test that holds if all tests hold. It returns nil if tests is empty.
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

// orders is a set of outcomes of comparing two integers.
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

// ordersOf returns the outcomes for which a comparison operator of Erlang is true.
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

// A span is the set of small integers from least to most, or of all others.
type span struct {
	least, most int64
	others      bool
}

// spanOf returns the integers that compare to n with one of the outcomes in o. o must not contain
// all three.
func spanOf(o orders, n int64) span {
	if o == less|greater {
		return span{n, n, true}
	}
	s := span{n, n, false}
	switch {
	case o&equal == 0 && o == less:
		s.most = n - 1
	case o&equal == 0:
		s.least = n + 1
	}
	if o&less != 0 {
		s.least = math.MinInt64
	}
	if o&greater != 0 {
		s.most = math.MaxInt64
	}
	return s
}

func (s span) has(n int64) bool { return (s.least <= n && n <= s.most) != s.others }

// either returns the step that continues with yes if register r holds an integer in s. ask decides
// for a value that is not a small integer.
func (s span) either(r int, ask func(p *vm.Process) bool, yes, no vm.Step) vm.Step {
	if s.others {
		s.others = false
		return s.either(r, func(p *vm.Process) bool { return !ask(p) }, no, yes)
	}
	least, most := s.least, s.most
	if least == math.MinInt64 {
		return func(p *vm.Process) vm.Step {
			if x := p.R[r]; x.IsSmall() && x.Small() <= most || !x.IsSmall() && ask(p) {
				return yes(p)
			}
			return no(p)
		}
	}
	return func(p *vm.Process) vm.Step {
		if x := p.R[r]; x.IsSmall() && least <= x.Small() && x.Small() <= most || !x.IsSmall() && ask(p) {
			return yes(p)
		}
		return no(p)
	}
}

// comparing returns the test for a comparison of pure operands.
func (c *compiler) comparing(name string, args []term.Term) *test {
	a, b := c.operand(args[0]), c.operand(args[1])
	compare, allow := comparison(name), ordersOf(name)
	if a.form == register && b.form == constant && b.want.IsSmall() {
		r, k := a.reg, b.want
		return &test{form: comparesSmall, reg: r, within: spanOf(allow, k.Small()),
			ask: func(p *vm.Process) bool { return compare(p.R[r], k) }}
	}
	if b.form == constant && b.want.IsSmall() {
		within, k := spanOf(allow, b.want.Small()), b.want
		return asking(func(p *vm.Process) bool {
			x := a.value(p)
			if x.IsSmall() {
				return within.has(x.Small())
			}
			return compare(x, k)
		})
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
