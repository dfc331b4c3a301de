package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles calls to local functions, exported functions and closures.

// site returns the call site of a call whose value goes to k.
func (c *compiler) site(line int, k then) *vm.Site {
	if k.tail {
		return &vm.Site{Func: c.fn, Line: line, Around: c.around, Then: func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) }}
	}
	return &vm.Site{Func: c.fn, Line: line, Around: c.around, Dst: k.dst, Next: k.next}
}

// local compiles a call of a local function. A function implemented in Go takes precedence over a
// function in Elixir.
func (c *compiler) local(name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	if c.m.IsNative(c.unit.module, name, len(args)) {
		x := c.m.Export(c.unit.module, name, len(args))
		return c.operands(args, func(os []operand) vm.Step { return c.callExport(x, os, quoted.LineOf(meta), k) })
	}
	f := c.unit.Function(name, len(args))
	site := c.site(quoted.LineOf(meta), k)
	return c.operands(args, func(os []operand) vm.Step {
		if k.tail {
			return tailLocal(f, os)
		}
		return callLocal(f, os, site)
	})
}

func callLocal(f *vm.Func, os []operand, site *vm.Site) vm.Step {
	switch len(os) {
	case 1:
		return passed1(f, site, os[0])
	case 2:
		return passed2(f, site, os[0], os[1])
	}
	return func(p *vm.Process) vm.Step {
		f := f.Now()
		above := p.Above(f)
		for i := range os {
			above[i] = os[i].value(p)
		}
		return p.CallAbove(site, f, above)
	}
}

func valuesOf(p *vm.Process, os []operand, vals []term.Term) []term.Term {
	for i := range os {
		vals = append(vals, os[i].value(p))
	}
	return vals
}

// movesOf returns the arguments that are not in their registers yet, and the number of registers
// that must be kept for the other arguments.
func movesOf(os []operand) (moves []move, keep int) {
	for i, o := range os {
		if o.form == register && o.reg == i {
			keep = i + 1
			continue
		}
		moves = append(moves, move{i, o})
	}
	return moves, keep
}

// tailLocal returns the step of a tail call, which replaces the arguments of the running call. An
// argument that is already in its register is not moved.
func tailLocal(f *vm.Func, os []operand) vm.Step {
	moves, keep := movesOf(os)
	switch len(moves) {
	case 1:
		a := moves[0]
		return moved1(f, keep, [1]int{a.to}, a.from)
	case 2:
		a, b := moves[0], moves[1]
		return moved2(f, keep, [2]int{a.to, b.to}, a.from, b.from)
	case 3:
		a, b, c := moves[0], moves[1], moves[2]
		return func(p *vm.Process) vm.Step {
			v := a.from.value(p)
			w := b.from.value(p)
			x := c.from.value(p)
			f := f.Now()
			p.Reenter(f, keep)
			p.R[a.to], p.R[b.to], p.R[c.to] = v, w, x
			return p.Start(f)
		}
	}
	return func(p *vm.Process) vm.Step {
		var few [8]term.Term
		vals := few[:0]
		for i := range moves {
			vals = append(vals, moves[i].from.value(p))
		}
		f := f.Now()
		p.Reenter(f, keep)
		for i, v := range vals {
			p.R[moves[i].to] = v
		}
		return p.Start(f)
	}
}

// A move is an argument and its register.
type move struct {
	to   int
	from operand
}

// remote compiles a call of an exported function, or the access to a field of a map.
func (c *compiler) remote(mod term.Term, name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	line := quoted.LineOf(meta)
	if mod.IsAtom() {
		if mod.Is(quoted.AErlang) && len(args) == 2 && (name == aAndalso || name == aOrelse) {
			return c.logical(name, meta, args, k)
		}
		if list, ok := appliedList(mod, name, args); ok {
			return c.apply(args[0], args[1], list, line, k)
		}
		if c.leaf(mod.Atom(), name, len(args)) != nil {
			mod, name := c.builtin(mod.Atom(), name, len(args))
			return c.operands(args, func(os []operand) vm.Step {
				return k.finish(c.leafOperand(mod, name, line, os))
			})
		}
		if mod.Is(aAccess) && name == aGet && len(args) == 2 {
			return c.access(args, line, k)
		}
		return c.operands(args, func(os []operand) vm.Step {
			return c.callExport(c.m.Export(mod.Atom(), name, len(args)), os, line, k)
		})
	}
	if np, _ := quoted.KwGet(meta, quoted.ANoParens); len(args) == 0 && np.Is(term.ATrue) {
		return c.field(mod, name, line, k)
	}
	return c.apply(mod, name.Term(), args, line, k)
}

// appliedList returns the arguments of apply(module, name, [...]) with a literal list.
func appliedList(mod term.Term, name term.Atom, args []term.Term) (list []term.Term, ok bool) {
	if !mod.Is(quoted.AErlang) || name != aApplyName || len(args) != 3 || args[2].Cons() == nil {
		return nil, false
	}
	list, tail := listParts(args[2])
	return list, tail.IsEmpty()
}

// apply compiles a call whose module, and possibly name, is known only at run time.
func (c *compiler) apply(mod, name term.Term, args []term.Term, line int, k then) vm.Step {
	site := c.site(line, k)
	return c.operands(append([]term.Term{mod, name}, args...), func(os []operand) vm.Step {
		return c.callDynamic(os[0], os[1], os[2:], line, site, k)
	})
}

func (c *compiler) callDynamic(mod, name operand, args []operand, line int, site *vm.Site, k then) vm.Step {
	r := c.temp()
	field := k.finish(inRegister(r))
	fn := c.fn
	ofOther := func(p *vm.Process, of, name term.Term) vm.Step {
		// map.field() is deprecated, but still works.
		if fields := of.Map(); fields != nil && len(args) == 0 {
			if v, ok := fields.Get(name); ok {
				p.R[r] = v
				return field
			}
		}
		vals := valuesOf(p, args, nil)
		return p.Fail(vm.At(vm.ErrorIn(vm.Badarg(), "erlang", "apply", of, name, term.List(vals...)), fn, line))
	}
	return func(p *vm.Process) vm.Step {
		mod, name := mod.value(p), name.value(p)
		if !mod.IsAtom() || !name.IsAtom() {
			return ofOther(p, mod, name)
		}
		x := p.Export(mod.Atom(), name.Atom(), len(args))
		f := x.Func()
		switch {
		case f == nil:
			return callAbsent(p, x, args, site, k.tail)
		case k.tail && f.Owner != nil:
			return enterInstead(p, f, args)
		}
		above := p.Above(f)
		for i := range args {
			above[i] = args[i].value(p)
		}
		return p.CallAbove(site, f, above)
	}
}

// field compiles e.name: a field of a map, or a call if e is a module.
func (c *compiler) field(e term.Term, name term.Atom, line int, k then) vm.Step {
	key, fn := name.Term(), c.fn
	site := c.site(line, k)
	r := c.temp()
	value := k.finish(inRegister(r))
	return c.operands([]term.Term{e}, func(os []operand) vm.Step {
		base := os[0]
		return func(p *vm.Process) vm.Step {
			b := base.value(p)
			if m := b.Map(); m != nil {
				v, ok := m.Get(key)
				if !ok {
					return p.Fail(vm.At(vm.ErrorOf(term.Tup(aBadkey, key, b)), fn, line))
				}
				p.R[r] = v
				return value(p)
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

// callFun compiles f.(args). At a prompt it follows erl_eval, which leaves the caller out of stack
// traces.
func (c *compiler) callFun(f term.Term, meta term.Term, args []term.Term, k then) vm.Step {
	site := c.site(quoted.LineOf(meta), k)
	within := c.site(quoted.LineOf(meta), k)
	within.Silent = c.interpreted
	return c.operands(append([]term.Term{f}, args...), func(os []operand) vm.Step {
		fun, os := os[0], os[1:]
		if k.tail {
			return tailFun(fun, os, site)
		}
		return func(p *vm.Process) vm.Step {
			f := fun.value(p)
			if code, free := codeOf(f, len(os)); code != nil {
				above := p.Above(code)
				for i := range os {
					above[i] = os[i].value(p)
				}
				for i, v := range free {
					above[len(os)+i] = v
				}
				return p.CallClosure(within, code, above)
			}
			vals := valuesOf(p, os, make([]term.Term, 0, len(os)))
			if t := f.Fun(); t == nil || t.Arity != len(vals) {
				return p.Fail(vm.At(badCall(f, vals), site.Func, site.Line))
			}
			p.Push(site)
			p.R = p.R[len(p.R):]
			return p.TailCall(f, vals...)
		}
	})
}

// tailFun calls the function in fun in place of the running call.
func tailFun(fun operand, os []operand, site *vm.Site) vm.Step {
	return func(p *vm.Process) vm.Step {
		f := fun.value(p)
		var few [6]term.Term
		vals := valuesOf(p, os, few[:0])
		if code, free := codeOf(f, len(vals)); code != nil {
			p.Reenter(code, 0)
			copy(p.R, vals)
			copy(p.R[len(vals):], free)
			return p.Start(code)
		}
		if t := f.Fun(); t == nil || t.Arity != len(vals) {
			return p.Fail(vm.At(badCall(f, vals), site.Func, site.Line))
		}
		return p.TailCall(f, append([]term.Term(nil), vals...)...)
	}
}

// codeOf returns the code and the captured values of a closure with arity n. It returns nil for
// any other value.
func codeOf(f term.Term, n int) (code *vm.Func, free []term.Term) {
	t := f.Fun()
	if t == nil || t.Arity != n || t.External {
		return nil, nil
	}
	if code, _ = t.Code.(*vm.Func); code == nil {
		return nil, nil
	}
	return code.Now(), t.Free
}

// badCall returns the error for calling a value that is not a function, or has another arity.
func badCall(f term.Term, vals []term.Term) error {
	if f.Fun() == nil {
		return vm.ErrorOf(term.Tup(aBadfun, f))
	}
	return vm.ErrorOf(term.Tup(aBadarity, term.Tup(f, term.List(append([]term.Term(nil), vals...)...))))
}
