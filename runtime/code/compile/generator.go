package compile

import (
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles the generators of for, except bitstring generators.

// A generator is pattern <- enumerable. Its state is in registers.
type generator struct {
	f *comprehension
	// rest is the register of a list, of a stepper, or of the next number of a range. last and step
	// are used for a range. For other enumerables, the register step holds the zero Term.
	rest, last, step int
	item             int // the current element
	takes            choice
}

func (f *comprehension) generator(pat, e term.Term, gens []term.Term, body func(vm.Step) vm.Step, next vm.Step) vm.Step {
	c := f.c
	g := &generator{f: f, rest: c.temp(), last: c.temp(), step: c.temp(), item: c.temp()}
	pat, guards := patternGuards(pat)
	g.takes = choice{pattern: c.pattern(pat, map[int]bool{}), guard: c.guards(guards)}
	maps := f.maps && guards == nil && (g.takes.pattern.form == binds || g.takes.pattern.form == anything)
	if g.takes.pattern.form == binds {
		g.item = g.takes.pattern.reg
		g.takes.pattern = pattern{form: anything}
	}
	var round vm.Step
	inner := f.loopsInside(gens, body, func(p *vm.Process) vm.Step { return round(p) })
	stepped := func(p *vm.Process) vm.Step {
		if g.takes.takes(p, p.R[g.item]) {
			return inner
		}
		return round
	}
	round = func(p *vm.Process) vm.Step {
		for {
			p.Charge(1)
			rest := p.R[g.rest]
			switch cell := rest.Cons(); {
			case cell != nil:
				p.R[g.item], p.R[g.rest] = cell.Head, cell.Tail
			case rest.IsEmpty():
				return next
			case rest.Fun() != nil:
				return g.ask(p, stepped, next)
			case p.R[g.step].IsNone():
				return p.Fail(vm.At(improper(maps), c.fn, f.line))
			default:
				if !g.number(p) {
					return next
				}
			}
			if g.takes.takes(p, p.R[g.item]) {
				if p.Spent() {
					return p.YieldIn(c.fn, inner)
				}
				return inner
			}
			if p.Spent() {
				return p.YieldIn(c.fn, round)
			}
		}
	}
	return c.compile(e, then{dst: g.rest, next: g.enumerate(round)})
}

// improper returns the error for a list with an improper tail. In Elixir the error shows the fun
// that is called for each element. Compiled code here has no such fun, so the error only has its
// name and arity.
func improper(maps bool) *vm.Exception {
	name, arity := "-reduce/3-lists^foldl/2-0-", 3
	if maps {
		name, arity = "-map/2-lists^map/1-1-", 2
	}
	e := vm.FunctionClause("Enum", name, nil)
	e.Stack[0].Args, e.Stack[0].Arity = nil, arity
	return e
}

// ask calls the stepper (Stream.Stepper) for its next element.
func (g *generator) ask(p *vm.Process, stepped, next vm.Step) vm.Step {
	stepper := p.R[g.rest]
	p.PushThen(g.f.c.fn, g.f.line, func(p *vm.Process, v term.Term) vm.Step {
		answer := v.Elems() // {:suspended, [x], stepper}, or {end, remaining elements}
		c := answer[1].Cons()
		if c == nil {
			p.R[g.rest] = term.Empty
			return next
		}
		p.R[g.item], p.R[g.rest] = c.Head, c.Tail
		if len(answer) == 3 {
			p.R[g.rest] = answer[2]
		}
		return stepped
	})
	return p.TailCall(stepper, term.Pair(aCont, term.Empty))
}

// enumerate converts the value of the enumerable: lists and ranges stay, a map becomes a list of
// pairs, a possibly infinite enumerable becomes a stepper. Enum.to_list/1 converts all others.
func (g *generator) enumerate(round vm.Step) vm.Step {
	return func(p *vm.Process) vm.Step {
		v := p.R[g.rest]
		p.R[g.step] = term.Term{}
		if v.IsList() {
			return round
		}
		if m := v.Map(); m != nil {
			mod, isStruct := m.Get(term.AStruct.Term())
			if mod.Is(aRange) && g.numbers(p, m) {
				return round
			}
			if !isStruct {
				var pairs term.Builder
				m.Each(func(k, v term.Term) bool {
					pairs.Add(term.Pair(k, v))
					return true
				})
				p.R[g.rest] = pairs.List(term.Empty)
				return round
			}
			if !mod.Is(aMapSet) {
				return g.begin(p, aStepper, aNew, round)
			}
		}
		if v.Fun() != nil {
			return g.begin(p, aStepper, aNew, round)
		}
		return g.begin(p, aEnum, aToList, round)
	}
}

// begin passes the value of the enumerable to mod.fun. The result replaces the value. round is the
// next step.
func (g *generator) begin(p *vm.Process, mod, fun term.Atom, round vm.Step) vm.Step {
	v := p.R[g.rest]
	p.PushThen(g.f.c.fn, g.f.line, func(p *vm.Process, v term.Term) vm.Step {
		p.R[g.rest] = v
		return round
	})
	return p.TailApply(mod, fun, v)
}

// numbers stores the bounds of a range of small integers in the registers. It reports false for
// any other range.
func (g *generator) numbers(p *vm.Process, m *term.Map) bool {
	first, _ := m.Get(aFirst)
	last, _ := m.Get(aLast)
	step, ok := m.Get(aStep)
	if !ok {
		step = term.Int(1)
	}
	if !first.IsSmall() || !last.IsSmall() || !step.IsSmall() {
		return false
	}
	p.R[g.rest], p.R[g.last], p.R[g.step] = first, last, step
	return true
}

// number takes the next number of the range. It reports false at the end.
func (g *generator) number(p *vm.Process) bool {
	a, z, s := p.R[g.rest].Small(), p.R[g.last].Small(), p.R[g.step].Small()
	if s > 0 && a > z || s < 0 && a < z || s == 0 {
		return false
	}
	p.R[g.item] = p.R[g.rest]
	if a == z || s > 0 && a > z-s || s < 0 && a < z-s {
		p.R[g.rest] = term.Empty // the next number may not be a small integer
		return true
	}
	p.R[g.rest] = term.Int(a + s)
	return true
}
