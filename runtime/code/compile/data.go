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
	return listOf(c.operandsOf(elems), c.operand(tail))
}

func listOf(es []operand, last operand) expr {
	if len(es) == 1 {
		e := es[0]
		return func(p *vm.Process) term.Term {
			h := e.value(p)
			return term.NewCons(h, last.value(p))
		}
	}
	return func(p *vm.Process) term.Term {
		var few [8]term.Term
		vals := valuesOf(p, es, few[:0])
		return term.ListTail(vals, last.value(p))
	}
}

func (c *compiler) tupleExpr(ts []term.Term) expr { return tupleOf(c.operandsOf(ts)) }

func tupleOf(es []operand) expr {
	switch len(es) {
	case 2:
		a, b := es[0], es[1]
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			return term.Pair(x, b.value(p))
		}
	case 3:
		a, b, c := es[0], es[1], es[2]
		return func(p *vm.Process) term.Term {
			x := a.value(p)
			y := b.value(p)
			return term.Triple(x, y, c.value(p))
		}
	}
	return func(p *vm.Process) term.Term {
		vals := make([]term.Term, len(es))
		for i := range es {
			vals[i] = es[i].value(p)
		}
		return term.Tup(vals...)
	}
}

// A mapShape holds the parts of a map expression: the map that it updates, if any, and alternating
// keys and values.
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
	kv := c.operandsOf(s.kv)
	if !s.update {
		return mapOf(kv)
	}
	return c.mapUpdate(c.operand(s.base), kv, quoted.LineOf(meta))
}

func mapOf(kv []operand) expr {
	if shape, ok := shapeOf(kv); ok {
		return func(p *vm.Process) term.Term {
			m, vals := shape.Map()
			for i := range vals {
				vals[shape.Place(i)] = kv[2*i+1].value(p)
			}
			return term.FromMap(m)
		}
	}
	return func(p *vm.Process) term.Term {
		var m term.MapBuilder
		for i := 0; i < len(kv); i += 2 {
			k := kv[i].value(p)
			m.Put(k, kv[i+1].value(p))
		}
		return term.FromMap(m.Map())
	}
}

// shapeOf returns the shape of a map whose keys are literal atoms.
func shapeOf(kv []operand) (term.Shape, bool) {
	keys := make([]term.Term, len(kv)/2)
	for i := range keys {
		if kv[2*i].form != constant {
			return term.Shape{}, false
		}
		keys[i] = kv[2*i].want
	}
	return term.ShapeOf(keys)
}

// mapUpdate compiles %{base | kv}. Every key must exist. All values are computed before the map is
// updated, so an error of theirs comes first.
func (c *compiler) mapUpdate(base operand, kv []operand, line int) expr {
	fn := c.fn
	return func(p *vm.Process) term.Term {
		b := base.value(p)
		m := b.Map()
		if m == nil {
			evaluated(p, kv)
			panic(vm.At(vm.ErrorOf(term.Tup(aBadmap, b)), fn, line))
		}
		var revised term.MapBuilder
		flat := revised.Revise(m)
		for i := 0; i < len(kv); i += 2 {
			k, v := kv[i].value(p), kv[i+1].value(p)
			there := flat && revised.Replace(k, v)
			if !flat {
				if _, there = m.Get(k); there {
					m = m.Put(k, v)
				}
			}
			if !there {
				evaluated(p, kv[i+2:])
				if flat {
					m = revised.Map()
				}
				panic(c.lacksKey(k, v, term.FromMap(m), fn, line))
			}
		}
		if flat {
			m = revised.Map()
		}
		return term.FromMap(m)
	}
}

// evaluated evaluates operands whose values are not needed, for their errors.
func evaluated(p *vm.Process, os []operand) {
	for i := range os {
		os[i].value(p)
	}
}

// noKey returns the error reason for updating a missing key. At a prompt the reason includes the
// map, because erl_eval calls :maps.update.
func (c *compiler) noKey(key, in term.Term) term.Term {
	if c.interpreted || c.fn.Module == AElixirEval {
		return term.Tup(aBadkey, key, in)
	}
	return term.Tup(aBadkey, key)
}

func (c *compiler) mapStep(meta term.Term, args []term.Term, k then) vm.Step {
	s := mapShapeOf(args)
	if !s.update {
		return c.operands(s.kv, func(os []operand) vm.Step { return k.finish(computing(mapOf(os))) })
	}
	return c.operands(append([]term.Term{s.base}, s.kv...), func(os []operand) vm.Step {
		return k.finish(computing(c.mapUpdate(os[0], os[1:], quoted.LineOf(meta))))
	})
}
