package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles lists, tuples and maps.

// listParts splits a quoted list into its elements and its tail.
func listParts(t term.Term) (elems []term.Term, tail term.Term) {
	for cell := t.Cons(); cell != nil; cell = t.Cons() {
		if _, a, ok := quoted.IsCallOf(cell.Head, quoted.APipe, 2); ok && cell.Tail.IsEmpty() {
			return append(elems, a[0]), a[1]
		}
		elems = append(elems, cell.Head)
		t = cell.Tail
	}
	return elems, t
}

func (c *compiler) listExpr(t term.Term) expr {
	elems, tail := listParts(t)
	es, last := c.exprs(elems), c.expr(tail)
	return listOf(es, last)
}

func listOf(es []expr, last expr) expr {
	if len(es) == 1 {
		e := es[0]
		return func(p *vm.Process) term.Term {
			h := e(p)
			return term.NewCons(h, last(p))
		}
	}
	return func(p *vm.Process) term.Term {
		vals := make([]term.Term, len(es))
		for i, e := range es {
			vals[i] = e(p)
		}
		return term.ListTail(vals, last(p))
	}
}

func (c *compiler) tupleExpr(ts []term.Term) expr { return tupleOf(c.exprs(ts)) }

func tupleOf(es []expr) expr {
	if len(es) == 2 {
		a, b := es[0], es[1]
		return func(p *vm.Process) term.Term {
			x := a(p)
			return term.Tup(x, b(p))
		}
	}
	return func(p *vm.Process) term.Term {
		vals := make([]term.Term, len(es))
		for i, e := range es {
			vals[i] = e(p)
		}
		return term.Tup(vals...)
	}
}

// A mapShape is a map expression taken apart: what it updates, if anything, and
// its keys and values in turn.
type mapShape struct {
	base   term.Term
	update bool
	kv     []term.Term
}

func mapShapeOf(args []term.Term) mapShape {
	var s mapShape
	if len(args) == 1 {
		if _, a, ok := quoted.IsCallOf(args[0], quoted.APipe, 2); ok {
			s.base, s.update = a[0], true
			args = quoted.Slice(a[1])
		}
	}
	for _, a := range args {
		if el := a.Elems(); len(el) == 2 {
			s.kv = append(s.kv, el[0], el[1])
		}
	}
	return s
}

func (c *compiler) mapExpr(meta term.Term, args []term.Term) expr {
	s := mapShapeOf(args)
	kv := c.exprs(s.kv)
	if !s.update {
		return mapOf(kv)
	}
	return c.mapUpdate(c.expr(s.base), kv, quoted.LineOf(meta))
}

func mapOf(kv []expr) expr {
	return func(p *vm.Process) term.Term {
		m := term.NewMap()
		for i := 0; i < len(kv); i += 2 {
			k := kv[i](p)
			m = m.Put(k, kv[i+1](p))
		}
		return term.FromMap(m)
	}
}

// mapUpdate is %{base | kv}: every key must be there.
func (c *compiler) mapUpdate(base expr, kv []expr, line int) expr {
	fn := c.fn
	return func(p *vm.Process) term.Term {
		b := base(p)
		m := b.Map()
		if m == nil {
			panic(vm.At(vm.ErrorOf(term.Tup(aBadmap, b)), fn, line))
		}
		for i := 0; i < len(kv); i += 2 {
			k := kv[i](p)
			if _, ok := m.Get(k); !ok {
				panic(vm.At(vm.ErrorOf(term.Tup(aBadkey, k, b)), fn, line))
			}
			m = m.Put(k, kv[i+1](p))
		}
		return term.FromMap(m)
	}
}

func (c *compiler) mapStep(meta term.Term, args []term.Term, k then) vm.Step {
	s := mapShapeOf(args)
	if !s.update {
		return c.operands(s.kv, func(es []expr) vm.Step { return k.finish(mapOf(es)) })
	}
	return c.operands(append([]term.Term{s.base}, s.kv...), func(es []expr) vm.Step {
		return k.finish(c.mapUpdate(es[0], es[1:], quoted.LineOf(meta)))
	})
}
