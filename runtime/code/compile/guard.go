package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles guards. An error in a guard makes the guard fail.

// A gexpr is an expression in a guard. ok is false if the evaluation failed.
type gexpr func(p *vm.Process) (v term.Term, ok bool)

// guards returns a test that succeeds if any of gs does. It returns nil if gs is empty.
func (c *compiler) guards(gs []term.Term) *test {
	if len(gs) == 0 {
		return nil
	}
	g := c.guard(gs[0])
	for _, more := range gs[1:] {
		a, b := g, c.guard(more)
		g = asking(func(p *vm.Process) bool { return a.holds(p) || b.holds(p) })
	}
	return g
}

func (c *compiler) guard(t term.Term) *test {
	if mod, name, _, args, ok := quoted.IsRemote(t); ok && mod.Is(quoted.AErlang) {
		switch len(args) {
		case 1:
			if f := typeTest(name.String()); f != nil {
				return c.guard1(f, args[0])
			}
		case 2:
			if g := c.guard2(name, args); g != nil {
				return g
			}
		}
	}
	e := c.gexpr(t)
	return asking(func(p *vm.Process) bool {
		v, ok := e(p)
		return ok && v.Is(term.ATrue)
	})
}

func (c *compiler) guard1(f func(term.Term) bool, arg term.Term) *test {
	if r, ok := c.registerOf(arg); ok {
		return asking(func(p *vm.Process) bool { return f(p.R[r]) })
	}
	e := c.gexpr(arg)
	return asking(func(p *vm.Process) bool {
		v, ok := e(p)
		return ok && f(v)
	})
}

func (c *compiler) guard2(name term.Atom, args []term.Term) *test {
	switch name {
	case aAndalso, aAnd:
		return all([]*test{c.guard(args[0]), c.guard(args[1])})
	case aOrelse:
		return c.guardOr(args)
	}
	cmp := comparison(name.String())
	if cmp == nil {
		return nil
	}
	if c.settled(args[0]) && c.settled(args[1]) {
		return c.comparing(name.String(), args)
	}
	a, b := c.gexpr(args[0]), c.gexpr(args[1])
	slow := func(p *vm.Process) bool {
		x, ok := a(p)
		if !ok {
			return false
		}
		y, ok := b(p)
		return ok && cmp(x, y)
	}
	return c.quickly(name.String(), args, slow)
}

// quickly returns a test of a comparison. If both operands can be evaluated in place and are small
// integers, the test compares them in place. Otherwise it calls slow.
func (c *compiler) quickly(name string, args []term.Term, slow func(p *vm.Process) bool) *test {
	if !c.isPure(args[0]) || !c.isPure(args[1]) {
		return asking(slow)
	}
	a, b := c.operand(args[0]), c.operand(args[1])
	if a.form == computed || b.form == computed {
		return asking(slow)
	}
	allow := ordersOf(name)
	return asking(func(p *vm.Process) bool {
		x, ok1 := a.quick(p)
		y, ok2 := b.quick(p)
		if ok1 && ok2 && x.IsSmall() && y.IsSmall() {
			return allow.has(x.Small(), y.Small())
		}
		return slow(p)
	})
}

// guardOr compiles orelse. The right side counts only if the left side is a boolean.
func (c *compiler) guardOr(args []term.Term) *test {
	a, b := c.gexpr(args[0]), c.guard(args[1])
	return asking(func(p *vm.Process) bool {
		v, ok := a(p)
		switch {
		case !ok:
			return false
		case v.Is(term.ATrue):
			return true
		case v.Is(term.AFalse):
			return b.holds(p)
		}
		return false
	})
}

// typeTest returns the predicate for a type test such as is_atom/1, or nil for any other name.
func typeTest(name string) func(term.Term) bool {
	switch name {
	case "is_atom":
		return term.Term.IsAtom
	case "is_integer":
		return term.Term.IsInteger
	case "is_float":
		return func(t term.Term) bool { _, ok := t.AsFloat(); return ok }
	case "is_number":
		return term.Term.IsNumber
	case "is_list":
		return term.Term.IsList
	case "is_tuple":
		return term.Term.IsTuple
	case "is_map":
		return func(t term.Term) bool { return t.Map() != nil }
	case "is_binary":
		return term.Term.IsBinary
	case "is_bitstring":
		return term.Term.IsBits
	case "is_pid":
		return func(t term.Term) bool { return t.Pid() != nil }
	case "is_reference":
		return func(t term.Term) bool { return t.Ref() != nil }
	case "is_function":
		return func(t term.Term) bool { return t.Fun() != nil }
	case "is_boolean":
		return func(t term.Term) bool { return t.Is(term.ATrue) || t.Is(term.AFalse) }
	}
	return nil
}

func (c *compiler) gexpr(t term.Term) gexpr {
	if v, ok := c.constant(t); ok {
		return func(*vm.Process) (term.Term, bool) { return v, true }
	}
	if name, meta, _, ok := quoted.IsVar(t); ok {
		r := c.reg(meta, name)
		return func(p *vm.Process) (term.Term, bool) { return p.R[r], true }
	}
	mod, name, meta, args, ok := quoted.IsRemote(t)
	switch {
	case ok && mod.IsAtom():
		return c.gcall(mod.Atom(), name, meta, args)
	case ok && len(args) == 0:
		return c.gfield(mod, name)
	}
	if n, _, a, ok := quoted.IsCall(t); ok {
		switch n {
		case quoted.APin:
			return c.gexpr(a[0])
		case quoted.ATuple:
			return c.gmany(a, func(vals []term.Term) term.Term { return term.Tup(vals...) })
		case quoted.AMapForm:
			return c.gmany(mapShapeOf(a).kv, func(vals []term.Term) term.Term { return term.MapOf(vals...) })
		case quoted.ABlock:
			if len(a) == 1 {
				return c.gexpr(a[0])
			}
		}
	}
	if el := t.Elems(); len(el) == 2 {
		return c.gmany(el, func(vals []term.Term) term.Term { return term.Tup(vals...) })
	}
	if t.Cons() != nil {
		elems, tail := listParts(t)
		return c.gmany(append(elems, tail), func(vals []term.Term) term.Term {
			return term.ListTail(vals[:len(vals)-1], vals[len(vals)-1])
		})
	}
	e := c.expr(t)
	return func(p *vm.Process) (v term.Term, ok bool) { return rescued(p, e) }
}

// rescued evaluates e in a guard. ok is false if e raises an exception. Only rare expressions need
// it.
func rescued(p *vm.Process, e expr) (v term.Term, ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(*vm.Exception); !is {
				panic(r)
			}
		}
	}()
	return e(p), true
}

func (c *compiler) gmany(ts []term.Term, build func([]term.Term) term.Term) gexpr {
	values := c.gvalues(ts)
	return func(p *vm.Process) (term.Term, bool) {
		vals, ok := values(p)
		if !ok {
			return term.Term{}, false
		}
		return build(vals), true
	}
}

// gvalues evaluates several expressions of a guard.
func (c *compiler) gvalues(ts []term.Term) func(p *vm.Process) (vals []term.Term, ok bool) {
	es := make([]gexpr, len(ts))
	for i, t := range ts {
		es[i] = c.gexpr(t)
	}
	return func(p *vm.Process) ([]term.Term, bool) {
		vals := make([]term.Term, len(es))
		for i, e := range es {
			v, ok := e(p)
			if !ok {
				return nil, false
			}
			vals[i] = v
		}
		return vals, true
	}
}

// gfield compiles map.field in a guard.
func (c *compiler) gfield(base term.Term, name term.Atom) gexpr {
	e, key := c.gexpr(base), name.Term()
	return func(p *vm.Process) (term.Term, bool) {
		v, ok := e(p)
		if !ok || v.Map() == nil {
			return v, false
		}
		return v.Map().Get(key)
	}
}

func (c *compiler) gcall(mod, name term.Atom, meta term.Term, args []term.Term) gexpr {
	if mod == quoted.AErlang {
		switch {
		case len(args) == 2 && (name == aAndalso || name == aOrelse || comparison(name.String()) != nil),
			len(args) == 1 && typeTest(name.String()) != nil:
			return c.gbool(name, args)
		}
	}
	f := c.leaf(mod, name, len(args))
	if f == nil {
		badForm(meta, "cannot invoke remote function %s.%s/%d inside a guard", term.Inspect(mod.Term(), term.Opts{}), name, len(args))
	}
	switch len(args) {
	case 1:
		a := c.gexpr(args[0])
		return func(p *vm.Process) (term.Term, bool) {
			x, ok := a(p)
			if !ok {
				return x, false
			}
			return f.Try1(p, x)
		}
	case 2:
		return asked2(f, c.gexpr(args[0]), c.gexpr(args[1]))
	}
	values := c.gvalues(args)
	return func(p *vm.Process) (term.Term, bool) {
		vals, ok := values(p)
		if !ok {
			return term.Term{}, false
		}
		v, err := f.Leaf(p, vals)
		return v, err == nil
	}
}

// asked2 calls a function of two arguments in a guard.
func asked2(f *vm.Func, a, b gexpr) gexpr {
	return func(p *vm.Process) (term.Term, bool) {
		x, ok := a(p)
		if !ok {
			return x, false
		}
		y, ok := b(p)
		if !ok {
			return y, false
		}
		return f.Try2(p, x, y)
	}
}

// gbool compiles a test whose value is used. Unlike a whole guard, it distinguishes failure from
// false.
func (c *compiler) gbool(name term.Atom, args []term.Term) gexpr {
	a := c.gexpr(args[0])
	if len(args) == 1 {
		f := typeTest(name.String())
		return func(p *vm.Process) (term.Term, bool) {
			v, ok := a(p)
			return term.Bool(ok && f(v)), ok
		}
	}
	b := c.gexpr(args[1])
	if cmp := comparison(name.String()); cmp != nil {
		return func(p *vm.Process) (term.Term, bool) {
			x, ok := a(p)
			if !ok {
				return x, false
			}
			y, ok := b(p)
			return term.Bool(ok && cmp(x, y)), ok
		}
	}
	stop, other := term.AFalse, term.ATrue
	if name == aOrelse {
		stop, other = other, stop
	}
	return func(p *vm.Process) (term.Term, bool) {
		v, ok := a(p)
		if !ok || v.Is(stop) {
			return v, ok
		}
		if !v.Is(other) {
			return v, false
		}
		return b(p)
	}
}
