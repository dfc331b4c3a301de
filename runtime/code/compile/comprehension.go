package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles for. A comprehension is a loop inside the function. Registers hold the rest
// of each generator and the collected values.

// A comprehension is the state during the compilation of one for.
type comprehension struct {
	c     *compiler
	line  int
	acc   int // the collected values: a reversed list, or the accumulator
	seen  int // the set of values so far, for uniq; otherwise -1
	into  int // the collector function of Collectable; otherwise -1
	value int
	// bits reports whether Erlang compiles the comprehension as a comprehension of bitstrings. maps
	// reports whether Elixir compiles the comprehension as a call of Enum.map/2 if the pattern of
	// its only generator is a plain variable. All other comprehensions become calls of
	// Enum.reduce/3. Errors name these functions.
	bits, maps bool
}

func (c *compiler) forStep(meta term.Term, args []term.Term, k then) vm.Step {
	opts := args[len(args)-1]
	gens := args[:len(args)-1]
	f := &comprehension{c: c, line: quoted.LineOf(meta), acc: c.temp(), value: c.temp(), seen: -1, into: -1}
	if u, ok := quoted.KwGet(opts, quoted.AUniq); ok && u.Is(term.ATrue) {
		f.seen = c.temp()
	}
	do, _ := quoted.KwGet(opts, quoted.ADo)
	f.becomes(gens, opts)
	if init, ok := quoted.KwGet(opts, quoted.AReduce); ok {
		return f.reducing(init, do, gens, k)
	}
	into, ok := quoted.KwGet(opts, quoted.AInto)
	if !ok || into.IsEmpty() {
		done := k.finish(computing(func(p *vm.Process) term.Term { return term.TurnRound(p.R[f.acc]) }))
		return f.start(term.Empty, f.loops(gens, do, f.collect, done))
	}
	return f.collecting(into, do, gens, k)
}

// becomes sets bits and maps.
func (f *comprehension) becomes(gens []term.Term, opts term.Term) {
	_, reduces := quoted.KwGet(opts, quoted.AReduce)
	into, collects := quoted.KwGet(opts, quoted.AInto)
	_, _, newMap := quoted.IsCallOf(into, quoted.AMapForm, 0)
	list := !collects || into.IsEmpty()
	f.maps = len(gens) == 1 && f.seen < 0 && !reduces && (list || newMap)
	f.bits = f.seen < 0 && !reduces && (list || into.IsBits() && into.Bits().N == 0)
	for _, g := range gens {
		if _, _, enum := quoted.IsCallOf(g, quoted.ALeftArrow, 2); enum {
			f.bits = false
		}
	}
}

// start returns the step that initialises the accumulator to a constant.
func (f *comprehension) start(v term.Term, next vm.Step) vm.Step {
	acc, seen := f.acc, f.seen
	return func(p *vm.Process) vm.Step {
		p.R[acc] = v
		if seen >= 0 {
			p.R[seen] = term.FromMap(term.NewMap())
		}
		return next
	}
}

// collect returns the step that adds the value of the body to the list.
func (f *comprehension) collect(o operand, next vm.Step) vm.Step {
	acc := f.acc
	if f.seen < 0 {
		return func(p *vm.Process) vm.Step {
			v := o.value(p)
			p.R[acc] = term.NewCons(v, p.R[acc])
			return next
		}
	}
	return func(p *vm.Process) vm.Step {
		if v := o.value(p); f.fresh(p, v) {
			p.R[acc] = term.NewCons(v, p.R[acc])
		}
		return next
	}
}

// fresh reports whether v has not been seen before, for uniq. Without uniq it always reports true.
func (f *comprehension) fresh(p *vm.Process, v term.Term) bool {
	if f.seen < 0 {
		return true
	}
	m := p.R[f.seen].Map()
	if _, ok := m.Get(v); ok {
		return false
	}
	p.R[f.seen] = term.FromMap(m.Put(v, term.True))
	return true
}

// collecting compiles for with into. It builds maps and binaries in place, and uses Collectable for
// other collections.
func (f *comprehension) collecting(into, do term.Term, gens []term.Term, k then) vm.Step {
	c := f.c
	f.into = c.temp()
	acc := f.acc
	_, _, empty := quoted.IsCallOf(into, quoted.AMapForm, 0)
	literal := empty || into.IsBits() && into.Bits().N == 0
	put := func(o operand, next vm.Step) vm.Step {
		return func(p *vm.Process) vm.Step {
			v := o.value(p)
			if !f.fresh(p, v) {
				return next
			}
			if p.R[f.into].IsNone() {
				if kv := v.Elems(); len(kv) == 2 && p.R[acc].Map() != nil {
					p.R[acc] = term.FromMap(p.R[acc].Map().Put(kv[0], kv[1]))
					return next
				}
				if p.R[acc].IsList() && v.IsBits() {
					p.R[acc] = term.NewCons(v, p.R[acc])
					return next
				}
				return f.refused(p, v, literal)
			}
			collector, sofar := p.R[f.into], p.R[acc]
			p.PushThen(c.fn, f.line, func(p *vm.Process, v term.Term) vm.Step {
				p.R[acc] = v
				return next
			})
			return p.TailCall(collector, sofar, term.Tup(aCont, v))
		}
	}
	done := k.finish(inRegister(acc))
	halted := f.halted()
	end := func(p *vm.Process) vm.Step {
		if p.R[f.into].IsNone() {
			if b := p.R[acc]; b.IsList() {
				p.R[acc] = f.joined(p, b)
			}
			return done
		}
		p.PopHandler()
		collector, sofar := p.R[f.into], p.R[acc]
		p.PushThen(c.fn, f.line, func(p *vm.Process, v term.Term) vm.Step {
			p.R[acc] = v
			return done
		})
		return p.TailCall(collector, sofar, aDone)
	}
	loop := f.loops(gens, do, put, end)
	return c.compile(into, then{dst: acc, next: func(p *vm.Process) vm.Step { return f.open(p, loop, halted) }})
}

// refused raises the error for a value that a map or a binary does not accept. The error comes
// from Erlang if into: is an empty literal, and otherwise from Collectable.
func (f *comprehension) refused(p *vm.Process, v term.Term, literal bool) vm.Step {
	into, err := p.R[f.acc], vm.Badarg()
	if into.IsList() {
		into, err = term.Str(""), vm.ErrorOf(term.Tup(aBadarg, v))
	}
	if literal {
		return p.Fail(vm.At(err, f.c.fn, f.line))
	}
	p.PushThen(f.c.fn, f.line, func(p *vm.Process, made term.Term) vm.Step {
		el := made.Elems()
		return p.TailCall(el[1], el[0], term.Tup(aCont, v))
	})
	return p.TailApply(aCollectable, quoted.AInto, into)
}

// halted returns the handler that passes :halt to the collector function and reraises the
// exception.
func (f *comprehension) halted() func(*vm.Process, *vm.Exception) vm.Step {
	ex := f.c.caught()
	return func(p *vm.Process, e *vm.Exception) vm.Step {
		ex.set(p, e)
		collector, sofar := p.R[f.into], p.R[f.acc]
		p.PushThen(f.c.fn, f.line, func(*vm.Process, term.Term) vm.Step { return ex.again })
		return p.TailCall(collector, sofar, aHalt)
	}
}

// open starts collecting into the value of into:, which is in the register of the accumulator.
func (f *comprehension) open(p *vm.Process, loop vm.Step, halted func(*vm.Process, *vm.Exception) vm.Step) vm.Step {
	if f.seen >= 0 {
		p.R[f.seen] = term.FromMap(term.NewMap())
	}
	p.R[f.into] = term.Term{}
	v := p.R[f.acc]
	if m := v.Map(); m != nil {
		if _, is := m.Get(term.AStruct.Term()); !is {
			return loop
		}
	}
	if v.IsBits() {
		p.R[f.acc] = term.List(v)
		if v.Bits().N == 0 {
			p.R[f.acc] = term.Empty
		}
		return loop
	}
	p.PushThen(f.c.fn, f.line, func(p *vm.Process, v term.Term) vm.Step {
		if el := v.Elems(); len(el) == 2 {
			p.R[f.acc], p.R[f.into] = el[0], el[1]
			p.PushHandler(halted)
		}
		return loop
	})
	return p.TailApply(aCollectable, quoted.AInto, v)
}

// joined returns the bitstring of the reversed pieces.
func (f *comprehension) joined(p *vm.Process, pieces term.Term) term.Term {
	var w bitWriter
	for c := term.TurnRound(pieces).Cons(); c != nil; c = c.Tail.Cons() {
		b, _ := c.Head.AsBits()
		w.bits(b)
	}
	return w.term()
}

// reducing compiles for with reduce. The body consists of clauses that match the accumulator.
func (f *comprehension) reducing(init, do term.Term, gens []term.Term, k then) vm.Step {
	c := f.c
	done := k.finish(inRegister(f.acc))
	loop := f.loopsWith(gens, func(next vm.Step) vm.Step {
		chs := c.choices(do, then{dst: f.acc, next: next})
		return choose(chs, inRegister(f.acc), c.noChoice(aCaseClause, f.line))
	}, done)
	return c.compile(init, then{dst: f.acc, next: loop})
}

// loops nests the generators around the body, and passes the value of the body to put.
func (f *comprehension) loops(gens []term.Term, do term.Term, put func(o operand, next vm.Step) vm.Step, done vm.Step) vm.Step {
	return f.loopsWith(gens, func(next vm.Step) vm.Step {
		if f.c.isPure(do) && !hasPureStep(do) {
			return put(f.c.operand(do), next)
		}
		return f.c.compile(do, then{dst: f.value, next: put(inRegister(f.value), next)})
	}, done)
}

// loopsWith nests gens, each inside the previous generator. When the first generator is exhausted,
// next continues with the enclosing generator.
func (f *comprehension) loopsWith(gens []term.Term, body func(next vm.Step) vm.Step, next vm.Step) vm.Step {
	if len(gens) == 0 {
		return body(next)
	}
	if _, a, ok := quoted.IsCallOf(gens[0], quoted.ALeftArrow, 2); ok {
		return f.generator(a[0], a[1], gens[1:], body, next)
	}
	if _, segs, ok := quoted.IsCallOf(gens[0], quoted.ABits, -1); ok {
		if s := f.bitGenerator(segs, gens[1:], body, next); s != nil {
			return s
		}
	}
	inner := f.loopsWith(gens[1:], body, next)
	return f.filter(gens[0], inner, next)
}

func (f *comprehension) filter(t term.Term, inner, next vm.Step) vm.Step {
	if g := f.c.condition(t); g != nil {
		return g.either(inner, next)
	}
	r := f.c.temp()
	return f.c.compile(t, then{dst: r, next: func(p *vm.Process) vm.Step {
		if p.R[r].Truthy() {
			return inner(p)
		}
		return next
	}})
}

// loopsInside is like loopsWith, but for the inside of a generator. At a prompt, erl_eval shows the
// inside as a call.
func (f *comprehension) loopsInside(gens []term.Term, body func(vm.Step) vm.Step, next vm.Step) vm.Step {
	outer := f.c.around
	defer func() { f.c.around = outer }()
	if f.c.interpreted {
		f.c.around = append([]int{f.line}, outer...)
	}
	return f.loopsWith(gens, body, next)
}
