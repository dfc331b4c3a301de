package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles calls of leaves: Go functions that return at once. Arithmetic and comparison
// of small integers happen in place.

func (c *compiler) leafExpr(mod, name term.Atom, meta term.Term, args []term.Term) expr {
	mod, name = c.builtin(mod, name, len(args))
	if mod == quoted.AErlang && len(args) == 2 && (name == aAndalso || name == aOrelse) {
		return c.logicalExpr(name, meta, args)
	}
	return c.leafOf(mod, name, quoted.LineOf(meta), c.operandsOf(args))
}

// builtin returns the function that Erlang's compiler substitutes: lookups in :maps become
// functions of :erlang, as stack traces show. Code at a prompt is not compiled, so it keeps the
// call.
func (c *compiler) builtin(mod, name term.Atom, arity int) (term.Atom, term.Atom) {
	if c.interpreted || mod != aMaps || arity != 2 {
		return mod, name
	}
	switch name {
	case aGet:
		return quoted.AErlang, aMapGet
	case aIsKey:
		return quoted.AErlang, aIsMapKey
	}
	return mod, name
}

var (
	aMaps     = term.Intern("maps")
	aMapGet   = term.Intern("map_get")
	aIsKey    = term.Intern("is_key")
	aIsMapKey = term.Intern("is_map_key")
)

// leafOf compiles a call of a leaf with computed arguments.
func (c *compiler) leafOf(mod, name term.Atom, line int, es []operand) expr {
	if mod == quoted.AErlang && len(es) == 2 {
		if e := c.binary(name, line, es[0], es[1]); e != nil {
			return e
		}
	}
	f := c.leaf(mod, name, len(es))
	fn := c.fn
	fail := func(err error, a []term.Term) { panic(vm.At(vm.InNative(err, f, a), fn, line)) }
	switch len(es) {
	case 0:
		return func(p *vm.Process) term.Term {
			v, err := f.Leaf(p, nil)
			if err != nil {
				fail(err, nil)
			}
			return v
		}
	case 1:
		a := es[0]
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			s := p.Scratch(1)
			s[0] = x
			v, err := f.Leaf(p, s)
			if err != nil {
				fail(err, s)
			}
			return v
		}
	case 2:
		a, b := es[0], es[1]
		n := asWritten
		if mod == quoted.AErlang {
			n = c.namingOf(name.String(), a, b)
		}
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			return c.leaf2(p, f, n, line, x, b.value(p))
		}
	case 3:
		a, b, d := es[0], es[1], es[2]
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			z := d.value(p)
			s := p.Scratch(3)
			s[0], s[1], s[2] = x, y, z
			v, err := f.Leaf(p, s)
			if err != nil {
				fail(err, s)
			}
			return v
		}
	}
	return func(p *vm.Process) term.Term {
		var few [4]term.Term
		vals := valuesOf(p, es, few[:0])
		s := p.Scratch(len(vals))
		copy(s, vals)
		v, err := f.Leaf(p, s)
		if err != nil {
			fail(err, s)
		}
		return v
	}
}

func (c *compiler) leaf2(p *vm.Process, f *vm.Func, n naming, line int, x, y term.Term) term.Term {
	s := p.Scratch(2)
	s[0], s[1] = x, y
	v, err := f.Leaf(p, s)
	if err != nil {
		panic(vm.At(n.failed(err, f, s), c.fn, line))
	}
	return v
}

// comparison returns the function for a comparison operator of Erlang, or nil for any other name.
func comparison(name string) func(x, y term.Term) bool {
	switch name {
	case "==":
		return looseEqual
	case "/=":
		return func(x, y term.Term) bool { return !looseEqual(x, y) }
	case "=:=":
		return sameTerm
	case "=/=":
		return func(x, y term.Term) bool { return !sameTerm(x, y) }
	case "<":
		return func(x, y term.Term) bool { return order(x, y) < 0 }
	case ">":
		return func(x, y term.Term) bool { return order(x, y) > 0 }
	case "=<":
		return func(x, y term.Term) bool { return order(x, y) <= 0 }
	case ">=":
		return func(x, y term.Term) bool { return order(x, y) >= 0 }
	}
	return nil
}

func looseEqual(x, y term.Term) bool {
	if x.IsSmall() && y.IsSmall() {
		return x.Small() == y.Small()
	}
	return term.LooseEqual(x, y)
}

func sameTerm(x, y term.Term) bool {
	if x.IsSmall() && y.IsSmall() {
		return x.Small() == y.Small()
	}
	return term.Equal(x, y)
}

func order(x, y term.Term) int {
	if x.IsSmall() && y.IsSmall() {
		m, n := x.Small(), y.Small()
		switch {
		case m < n:
			return -1
		case m > n:
			return 1
		}
		return 0
	}
	return term.Compare(x, y)
}
