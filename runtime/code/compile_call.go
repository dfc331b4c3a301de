package code

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles whatever calls: the general case of every node.

// compile makes the steps of t.
func (c *compiler) compile(t term.Term, k then) vm.Step {
	if c.isPure(t) {
		if s := c.pureStep(t, k); s != nil {
			return s
		}
		return k.finish(c.expr(t))
	}
	mark := c.next
	defer func() { c.next = mark }()
	if t.Cons() != nil {
		elems, tail := listParts(t)
		return c.operands(append(elems, tail), func(es []expr) vm.Step {
			return k.finish(listOf(es[:len(es)-1], es[len(es)-1]))
		})
	}
	el := t.Elems()
	if len(el) == 2 {
		return c.operands(el, func(es []expr) vm.Step { return k.finish(tupleOf(es)) })
	}
	if mod, name, meta, args, ok := isRemote(t); ok {
		return c.remote(mod, name, meta, args, k)
	}
	head, meta, args, _ := isNode(t)
	if _, dot, ok := isCallOf(head, aDot, 1); ok {
		return c.callFun(dot[0], meta, slice(args), k)
	}
	name, _, list, ok := isCall(t)
	if !ok {
		badForm(meta, "cannot compile %s", term.Inspect(t, term.Opts{}))
	}
	return c.special(t, name, meta, list, k)
}

// pureStep is for call-free nodes that are better as steps: a tail position
// inside them stays one.
func (c *compiler) pureStep(t term.Term, k then) vm.Step {
	name, meta, args, ok := isCall(t)
	if !ok {
		return nil
	}
	switch name {
	case aCase:
		return c.caseStep(meta, args, k)
	case aCond:
		return c.condStep(meta, args, k)
	case aBlock:
		return c.block(args, k)
	}
	return nil
}

func (c *compiler) special(t term.Term, name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	switch name {
	case aTuple:
		return c.operands(args, func(es []expr) vm.Step { return k.finish(tupleOf(es)) })
	case aMapForm:
		return c.mapStep(meta, args, k)
	case aBlock:
		return c.block(args, k)
	case aMatch:
		return c.matchStep(meta, args, k)
	case aCase:
		return c.caseStep(meta, args, k)
	case aCond:
		return c.condStep(meta, args, k)
	case aWith:
		return c.withStep(meta, args, k)
	case aFor:
		return c.forStep(meta, args, k)
	case aReceive:
		return c.receiveStep(meta, args, k)
	case aTry:
		return c.tryStep(meta, args, k)
	case aBits:
		return c.bitsStep(meta, args, k)
	}
	return c.local(name, meta, args, k)
}

// operands makes steps for those operands that are not pure, and has build make
// the step that uses them all. What stands left of a call is computed before
// it, so that errors and effects keep their order.
func (c *compiler) operands(ts []term.Term, build func(es []expr) vm.Step) vm.Step {
	last := -1
	for i, t := range ts {
		if !c.isPure(t) {
			last = i
		}
	}
	es := make([]expr, len(ts))
	regs := make([]int, len(ts))
	for i, t := range ts {
		regs[i] = -1
		if i > last || c.settled(t) {
			es[i] = c.expr(t)
			continue
		}
		r := c.temp()
		regs[i] = r
		es[i] = func(p *vm.Process) term.Term { return p.R[r] }
	}
	step := build(es)
	for i := last; i >= 0; i-- {
		if regs[i] >= 0 {
			step = c.compile(ts[i], then{dst: regs[i], next: step})
		}
	}
	return step
}

// settled reports whether t has its value whenever it is asked.
func (c *compiler) settled(t term.Term) bool {
	if _, _, _, ok := isVar(t); ok {
		return true
	}
	_, ok := c.constant(t)
	return ok
}

func (c *compiler) block(ts []term.Term, k then) vm.Step {
	if len(ts) == 0 {
		return k.finish(constExpr(term.Nil))
	}
	step := c.compile(ts[len(ts)-1], k)
	for i := len(ts) - 2; i >= 0; i-- {
		step = c.effect(ts[i], step)
	}
	return step
}

// effect compiles t for its effect alone.
func (c *compiler) effect(t term.Term, next vm.Step) vm.Step {
	if c.settled(t) {
		if _, _, _, ok := isVar(t); !ok {
			return next
		}
	}
	if c.isPure(t) {
		if s := c.pureStepFor(t); s {
			mark := c.next
			r := c.temp()
			defer func() { c.next = mark }()
			return c.pureStep(t, then{dst: r, next: next})
		}
		e := c.expr(t)
		return func(p *vm.Process) vm.Step {
			e(p)
			return next
		}
	}
	mark := c.next
	r := c.temp()
	defer func() { c.next = mark }()
	return c.compile(t, then{dst: r, next: next})
}

func (c *compiler) pureStepFor(t term.Term) bool {
	name, _, _, ok := isCall(t)
	return ok && (name == aCase || name == aCond || name == aBlock)
}

func (c *compiler) matchStep(meta term.Term, args []term.Term, k then) vm.Step {
	m := c.pattern(args[0], map[int]bool{})
	if m == nil {
		return c.compile(args[1], k)
	}
	fn, line := c.fn, lineOf(meta)
	r := c.temp()
	value := k.finish(func(p *vm.Process) term.Term { return p.R[r] })
	return c.compile(args[1], then{dst: r, next: func(p *vm.Process) vm.Step {
		if v := p.R[r]; !m(p, v) {
			return p.Fail(vm.At(vm.ErrorOf(term.Tup(aBadmatch, v)), fn, line))
		}
		return value
	}})
}

func (c *compiler) mapStep(meta term.Term, args []term.Term, k then) vm.Step {
	s := mapShapeOf(args)
	if !s.update {
		return c.operands(s.kv, func(es []expr) vm.Step { return k.finish(mapOf(es)) })
	}
	return c.operands(append([]term.Term{s.base}, s.kv...), func(es []expr) vm.Step {
		return k.finish(c.mapUpdate(es[0], es[1:], lineOf(meta)))
	})
}

// site describes a call whose value goes to k.
func (c *compiler) site(line int, k then) *vm.Site {
	if k.tail {
		return &vm.Site{Func: c.fn, Line: line, Then: func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) }}
	}
	return &vm.Site{Func: c.fn, Line: line, Dst: k.dst, Next: k.next}
}

// local is a call of a function of the same module, of which one in Go wins
// over one in Elixir.
func (c *compiler) local(name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	if c.m.IsNative(c.unit.module, name, len(args)) {
		x := c.m.Export(c.unit.module, name, len(args))
		return c.operands(args, func(es []expr) vm.Step { return c.callExport(x, es, lineOf(meta), k) })
	}
	f := c.unit.Function(name, len(args))
	site := c.site(lineOf(meta), k)
	return c.operands(args, func(es []expr) vm.Step {
		if k.tail {
			return tailLocal(f, es)
		}
		return callLocal(f, es, site)
	})
}

func callLocal(f *vm.Func, es []expr, site *vm.Site) vm.Step {
	switch len(es) {
	case 1:
		a := es[0]
		return func(p *vm.Process) vm.Step {
			v := a(p)
			p.Push(site)
			p.Enter(f)
			p.R[0] = v
			return p.Start(f)
		}
	case 2:
		a, b := es[0], es[1]
		return func(p *vm.Process) vm.Step {
			v, w := a(p), b(p)
			p.Push(site)
			p.Enter(f)
			p.R[0], p.R[1] = v, w
			return p.Start(f)
		}
	}
	return func(p *vm.Process) vm.Step {
		var few [4]term.Term
		vals := valuesOf(p, es, few[:0])
		p.Push(site)
		p.Enter(f)
		copy(p.R, vals)
		return p.Start(f)
	}
}

func valuesOf(p *vm.Process, es []expr, vals []term.Term) []term.Term {
	for _, e := range es {
		vals = append(vals, e(p))
	}
	return vals
}

func tailLocal(f *vm.Func, es []expr) vm.Step {
	switch len(es) {
	case 1:
		a := es[0]
		return func(p *vm.Process) vm.Step {
			v := a(p)
			p.Reenter(f, 0)
			p.R[0] = v
			return p.Start(f)
		}
	case 2:
		a, b := es[0], es[1]
		return func(p *vm.Process) vm.Step {
			v, w := a(p), b(p)
			p.Reenter(f, 0)
			p.R[0], p.R[1] = v, w
			return p.Start(f)
		}
	}
	return func(p *vm.Process) vm.Step {
		var few [4]term.Term
		vals := valuesOf(p, es, few[:0])
		p.Reenter(f, 0)
		copy(p.R, vals)
		return p.Start(f)
	}
}

// remote is a call of an exported function, or a field of a map.
func (c *compiler) remote(mod term.Term, name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	line := lineOf(meta)
	if mod.IsAtom() {
		if mod.Is(aErlang) && len(args) == 2 && (name == aAndalso || name == aOrelse) {
			return c.logical(name, meta, args, k)
		}
		if c.leaf(mod.Atom(), name, len(args)) != nil {
			return c.operands(args, func(es []expr) vm.Step {
				return k.finish(c.leafOf(mod.Atom(), name, line, es))
			})
		}
		return c.operands(args, func(es []expr) vm.Step {
			return c.callExport(c.m.Export(mod.Atom(), name, len(args)), es, line, k)
		})
	}
	if np, _ := kwGet(meta, aNoParens); len(args) == 0 && np.Is(term.ATrue) {
		return c.field(mod, name, line, k)
	}
	site := c.site(line, k)
	return c.operands(append([]term.Term{mod}, args...), func(es []expr) vm.Step {
		return c.callDynamic(es, name, line, site, k)
	})
}

// callDynamic calls a function of a module that is known when it runs.
func (c *compiler) callDynamic(es []expr, name term.Atom, line int, site *vm.Site, k then) vm.Step {
	m, fn := c.m, c.fn
	r := c.temp()
	field := k.finish(func(p *vm.Process) term.Term { return p.R[r] })
	return func(p *vm.Process) vm.Step {
		vals := valuesOf(p, es, make([]term.Term, 0, len(es)))
		if !vals[0].IsAtom() {
			// map.field() is deprecated, and still answers.
			if fields := vals[0].Map(); fields != nil && len(vals) == 1 {
				if v, ok := fields.Get(name.Term()); ok {
					p.R[r] = v
					return field
				}
			}
			e := vm.ErrorIn(vm.Badarg(), "erlang", "apply", vals[0], name.Term(), term.List(vals[1:]...))
			return p.Fail(vm.At(e, fn, line))
		}
		if !k.tail || m.IsNative(vals[0].Atom(), name, len(vals)-1) {
			p.Push(site)
			p.R = p.R[len(p.R):]
		}
		return p.TailApply(vals[0].Atom(), name, vals[1:]...)
	}
}

// keepsFrame reports whether a native is called with the caller's frame kept
// even in a tail position, so that the caller shows in the trace of an error.
func (c *compiler) keepsFrame(x *vm.Export) bool {
	if x.Module == aErlang && (x.Name == aApplyName || x.Name == aHibernate) {
		return false
	}
	return c.m.IsNative(x.Module, x.Name, x.Arity)
}

func (c *compiler) callExport(x *vm.Export, es []expr, line int, k then) vm.Step {
	if k.tail && !c.keepsFrame(x) {
		return func(p *vm.Process) vm.Step {
			var few [4]term.Term
			vals := valuesOf(p, es, few[:0])
			if f := x.Func(); f != nil {
				p.Reenter(f, 0)
				copy(p.R, vals)
				return p.Start(f)
			}
			return p.TailApply(x.Module, x.Name, append([]term.Term(nil), vals...)...)
		}
	}
	site := c.site(line, k)
	return func(p *vm.Process) vm.Step {
		var few [4]term.Term
		vals := valuesOf(p, es, few[:0])
		p.Push(site)
		if f := x.Func(); f != nil {
			p.Enter(f)
			copy(p.R, vals)
			return p.Start(f)
		}
		p.R = p.R[len(p.R):]
		return p.TailApply(x.Module, x.Name, append([]term.Term(nil), vals...)...)
	}
}

// field is e.name: a field of a map, or a call where e is a module.
func (c *compiler) field(e term.Term, name term.Atom, line int, k then) vm.Step {
	key, fn := name.Term(), c.fn
	site := c.site(line, k)
	r := c.temp()
	value := k.finish(func(p *vm.Process) term.Term { return p.R[r] })
	return c.operands([]term.Term{e}, func(es []expr) vm.Step {
		base := es[0]
		return func(p *vm.Process) vm.Step {
			b := base(p)
			if m := b.Map(); m != nil {
				v, ok := m.Get(key)
				if !ok {
					return p.Fail(vm.At(vm.ErrorOf(term.Tup(aBadkey, key, b)), fn, line))
				}
				p.R[r] = v
				return value
			}
			if b.IsAtom() && !b.Is(term.ANil) && !b.Is(term.ATrue) && !b.Is(term.AFalse) {
				p.Push(site)
				p.R = p.R[len(p.R):]
				return p.TailApply(b.Atom(), name)
			}
			e := vm.ErrorOf(term.Tup(aBadkey, key, b))
			if b.IsAtom() && !b.Is(term.ANil) {
				e = vm.ErrorOf(aUndefTerm)
				e.Stack = []vm.StackEntry{{Module: b.Atom(), Name: name, Args: []term.Term{}}}
			}
			return p.Fail(vm.At(e, fn, line))
		}
	})
}

// callFun is f.(args).
func (c *compiler) callFun(f term.Term, meta term.Term, args []term.Term, k then) vm.Step {
	site := c.site(lineOf(meta), k)
	return c.operands(append([]term.Term{f}, args...), func(es []expr) vm.Step {
		fun, es := es[0], es[1:]
		return func(p *vm.Process) vm.Step {
			f := fun(p)
			var few [4]term.Term
			vals := valuesOf(p, es, few[:0])
			if t := f.Fun(); t != nil && t.Arity == len(vals) {
				if code, ok := t.Code.(*vm.Func); ok && !t.External {
					if k.tail {
						p.Reenter(code, 0)
					} else {
						p.Push(site)
						p.Enter(code)
					}
					n := copy(p.R, vals)
					copy(p.R[n:], t.Free)
					return p.Start(code)
				}
			} else {
				return p.Fail(vm.At(badCall(f, vals), site.Func, site.Line))
			}
			if !k.tail {
				p.Push(site)
				p.R = p.R[len(p.R):]
			}
			return p.TailCall(f, append([]term.Term(nil), vals...)...)
		}
	})
}

// badCall is the error of calling what is no function, or one of another arity.
func badCall(f term.Term, vals []term.Term) error {
	if f.Fun() == nil {
		return vm.ErrorOf(term.Tup(aBadfun, f))
	}
	return vm.ErrorOf(term.Tup(aBadarity, term.Tup(f, term.List(append([]term.Term(nil), vals...)...))))
}

// logical is and/or with an operand that calls.
func (c *compiler) logical(name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	r := c.temp()
	right := c.compile(args[1], k)
	left := k.finish(func(p *vm.Process) term.Term { return p.R[r] })
	stop, other := term.AFalse, term.ATrue
	if name == aOrelse {
		stop, other = other, stop
	}
	fn, line := c.fn, lineOf(meta)
	return c.compile(args[0], then{dst: r, next: func(p *vm.Process) vm.Step {
		switch v := p.R[r]; {
		case v.Is(stop):
			return left
		case v.Is(other):
			return right
		default:
			return p.Fail(vm.At(badBool(name, v), fn, line))
		}
	}})
}

func badBool(name term.Atom, v term.Term) error {
	op := aAnd
	if name == aOrelse {
		op = aOr
	}
	return vm.ErrorOf(term.Tup(aBadbool, op.Term(), v))
}

// clausesOf takes -> clauses apart.
func clausesOf(clauses []term.Term) []FunctionClause {
	out := make([]FunctionClause, len(clauses))
	for i, cl := range clauses {
		m, a, ok := isCallOf(cl, aArrow, 2)
		if !ok {
			badForm(metaOf(cl), "expected a clause, got: %s", term.Inspect(cl, term.Opts{}))
		}
		args := slice(a[0])
		out[i] = FunctionClause{Args: args, Body: a[1], Line: lineOf(m)}
		if len(args) == 1 {
			if _, w, ok := isCallOf(args[0], aWhen, -1); ok {
				n := len(w) - 1
				out[i].Args, out[i].Guards = w[:n], guardList(w[n])
			}
		}
	}
	return out
}

// guardList splits g1 when g2 into its guards.
func guardList(g term.Term) []term.Term {
	if _, a, ok := isCallOf(g, aWhen, 2); ok {
		return append([]term.Term{a[0]}, guardList(a[1])...)
	}
	return []term.Term{g}
}
