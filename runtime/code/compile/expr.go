package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles expressions without calls.

// isPure reports whether t can be evaluated without calls, other than calls of leaves.
func (c *compiler) isPure(t term.Term) bool {
	el := t.Elems()
	if len(el) == 0 {
		for cell := t.Cons(); cell != nil; cell = t.Cons() {
			if !c.isPure(cell.Head) {
				return false
			}
			t = cell.Tail
		}
		return t.Elems() == nil || c.isPure(t)
	}
	known, ok := c.pure[&el[0]]
	if !ok {
		known = c.findPure(t, el)
		c.pure[&el[0]] = known
	}
	return known
}

func (c *compiler) allPure(ts []term.Term) bool {
	for _, t := range ts {
		if !c.isPure(t) {
			return false
		}
	}
	return true
}

func (c *compiler) findPure(t term.Term, el []term.Term) bool {
	if len(el) == 2 {
		return c.allPure(el)
	}
	if _, _, _, ok := quoted.IsVar(t); ok {
		return true
	}
	if mod, name, _, args, ok := quoted.IsRemote(t); ok {
		return c.allPure(args) && c.pureRemote(t, mod, name, args)
	}
	name, _, args, ok := quoted.IsCall(t)
	if !ok {
		return false
	}
	switch name {
	case quoted.AFn, quoted.ACapture, quoted.APin:
		return true
	case quoted.ATuple, quoted.AMapForm, quoted.ABlock, quoted.APipe:
		return c.allPure(args)
	case quoted.ABits:
		return c.pureBits(args)
	case quoted.AMatch:
		return c.isPure(args[1])
	case aCase:
		return c.isCondition(t) || c.isPure(args[0]) && c.pureClauses(args[1])
	case aCond:
		return c.pureCond(args[0])
	}
	return false
}

func (c *compiler) pureRemote(t, mod term.Term, name term.Atom, args []term.Term) bool {
	if !mod.IsAtom() {
		return false
	}
	if mod.Is(quoted.AErlang) && len(args) == 2 && (name == aAndalso || name == aOrelse) {
		return true
	}
	return c.leaf(mod.Atom(), name, len(args)) != nil
}

// leaf returns the Go function called name if it can run inside an expression, or nil.
func (c *compiler) leaf(mod, name term.Atom, arity int) *vm.Func {
	f := c.m.Export(mod, name, arity).Func()
	if f == nil || f.Leaf == nil {
		return nil
	}
	return f
}

func (c *compiler) pureBits(segments []term.Term) bool {
	for _, s := range segments {
		_, a, ok := quoted.IsCallOf(s, quoted.AColons, 2)
		if !ok {
			if !c.isPure(s) {
				return false
			}
			continue
		}
		if !c.isPure(a[0]) || !c.isPure(specSize(a[1])) {
			return false
		}
	}
	return true
}

func (c *compiler) pureClauses(opts term.Term) bool {
	do, _ := quoted.KwGet(opts, quoted.ADo)
	for _, cl := range quoted.Slice(do) {
		if _, a, ok := quoted.IsCallOf(cl, quoted.AArrow, 2); !ok || !c.isPure(a[1]) {
			return false
		}
	}
	return true
}

func (c *compiler) pureCond(opts term.Term) bool {
	do, _ := quoted.KwGet(opts, quoted.ADo)
	for _, cl := range quoted.Slice(do) {
		_, a, ok := quoted.IsCallOf(cl, quoted.AArrow, 2)
		if !ok || !c.allPure(quoted.Slice(a[0])) || !c.isPure(a[1]) {
			return false
		}
	}
	return true
}

// constant returns the value of a literal.
func (c *compiler) constant(t term.Term) (term.Term, bool) {
	switch t.Kind() {
	case term.KindTuple:
		el := t.Elems()
		switch len(el) {
		case 2:
			a, ok1 := c.constant(el[0])
			b, ok2 := c.constant(el[1])
			return term.Tup(a, b), ok1 && ok2
		case 3:
			if name, _, args, ok := quoted.IsCall(t); ok && (name == quoted.ATuple || name == quoted.AMapForm) {
				return c.constantCall(name, args)
			}
			return t, false
		}
		return t, true
	case term.KindCons:
		var out []term.Term
		for cell := t.Cons(); cell != nil; cell = t.Cons() {
			if _, _, ok := quoted.IsCallOf(cell.Head, quoted.APipe, 2); ok {
				return t, false
			}
			v, ok := c.constant(cell.Head)
			if !ok {
				return t, false
			}
			out = append(out, v)
			t = cell.Tail
		}
		last, ok := c.constant(t)
		return term.ListTail(out, last), ok
	}
	return t, true
}

// constantCall returns the value of a tuple or map of literals.
func (c *compiler) constantCall(name term.Atom, args []term.Term) (term.Term, bool) {
	if name == quoted.ATuple {
		out := make([]term.Term, len(args))
		for i, a := range args {
			v, ok := c.constant(a)
			if !ok {
				return v, false
			}
			out[i] = v
		}
		return term.Tup(out...), true
	}
	m := term.NewMap()
	for _, a := range args {
		el := a.Elems()
		if len(el) != 2 {
			return a, false
		}
		k, ok1 := c.constant(el[0])
		v, ok2 := c.constant(el[1])
		if !ok1 || !ok2 {
			return a, false
		}
		m = m.Put(k, v)
	}
	return term.FromMap(m), true
}

// expr compiles a pure expression.
func (c *compiler) expr(t term.Term) expr {
	if v, ok := c.constant(t); ok {
		return func(*vm.Process) term.Term { return v }
	}
	if t.Cons() != nil {
		return c.listExpr(t)
	}
	el := t.Elems()
	if len(el) == 2 {
		return c.tupleExpr(el)
	}
	if name, meta, _, ok := quoted.IsVar(t); ok {
		if name == quoted.AStacktrace {
			return c.stacktrace()
		}
		r := c.reg(meta, name)
		return func(p *vm.Process) term.Term { return p.R[r] }
	}
	if mod, name, meta, args, ok := quoted.IsRemote(t); ok {
		return c.leafExpr(mod.Atom(), name, meta, args)
	}
	name, meta, args, _ := quoted.IsCall(t)
	switch name {
	case quoted.AFn:
		return c.closure(t, args)
	case quoted.ACapture:
		return c.capture(args[0])
	case quoted.APin:
		return c.expr(args[0])
	case quoted.ATuple:
		return c.tupleExpr(args)
	case quoted.AMapForm:
		return c.mapExpr(meta, args)
	case quoted.ABlock:
		return c.blockExpr(args)
	case quoted.ABits:
		return c.bitsExpr(meta, args)
	case quoted.AMatch:
		return c.matchExpr(meta, args)
	case aCase:
		if g := c.condition(t); g != nil {
			return func(p *vm.Process) term.Term { return term.Bool(g.holds(p)) }
		}
		return c.caseExpr(meta, args)
	case aCond:
		return c.condExpr(meta, args)
	}
	badForm(meta, "cannot compile %s", term.Inspect(t, term.Opts{}))
	return nil
}

func (c *compiler) stacktrace() expr {
	r := c.stack
	if outer, ok := c.vars[outerTrace]; r == 0 && ok {
		return func(p *vm.Process) term.Term { return p.R[outer] }
	}
	if r == 0 {
		return func(*vm.Process) term.Term { return term.Empty }
	}
	return func(p *vm.Process) term.Term { return vm.HandledBy(p.R[r]).StackTerm() }
}

func (c *compiler) exprs(ts []term.Term) []expr {
	out := make([]expr, len(ts))
	for i, t := range ts {
		out[i] = c.expr(t)
	}
	return out
}

func (c *compiler) blockExpr(ts []term.Term) expr {
	if len(ts) == 0 {
		return func(*vm.Process) term.Term { return term.Nil }
	}
	es := c.exprs(ts)
	last := es[len(es)-1]
	es = es[:len(es)-1]
	return func(p *vm.Process) term.Term {
		for _, e := range es {
			e(p)
		}
		return last(p)
	}
}

func constExpr(v term.Term) expr { return func(*vm.Process) term.Term { return v } }
