package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles calls: of functions of the same module, of exported ones,
// and of closures.

// site describes a call whose value goes to k.
func (c *compiler) site(line int, k then) *vm.Site {
	if k.tail {
		return &vm.Site{Func: c.fn, Line: line, Around: c.around, Then: func(p *vm.Process, v term.Term) vm.Step { return p.Return(v) }}
	}
	return &vm.Site{Func: c.fn, Line: line, Around: c.around, Dst: k.dst, Next: k.next}
}

// local is a call of a function of the same module, of which one in Go wins
// over one in Elixir.
func (c *compiler) local(name term.Atom, meta term.Term, args []term.Term, k then) vm.Step {
	if c.m.IsNative(c.unit.module, name, len(args)) {
		x := c.m.Export(c.unit.module, name, len(args))
		return c.operands(args, func(es []expr) vm.Step { return c.callExport(x, es, quoted.LineOf(meta), k) })
	}
	f := c.unit.Function(name, len(args))
	site := c.site(quoted.LineOf(meta), k)
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
	line := quoted.LineOf(meta)
	if mod.IsAtom() {
		if mod.Is(quoted.AErlang) && len(args) == 2 && (name == aAndalso || name == aOrelse) {
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
	if np, _ := quoted.KwGet(meta, quoted.ANoParens); len(args) == 0 && np.Is(term.ATrue) {
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
	if x.Module == quoted.AErlang && (x.Name == aApplyName || x.Name == aHibernate) {
		return false
	}
	return c.m.IsNative(x.Module, x.Name, x.Arity)
}

func (c *compiler) callExport(x *vm.Export, es []expr, line int, k then) vm.Step {
	if k.tail && !c.keepsFrame(x) && !c.interpreted {
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

// callFun is f.(args). A closure of a prompt is called as erl_eval does it, which
// leaves the caller out of stack traces.
func (c *compiler) callFun(f term.Term, meta term.Term, args []term.Term, k then) vm.Step {
	site := c.site(quoted.LineOf(meta), k)
	within := c.site(quoted.LineOf(meta), k)
	within.Silent = c.interpreted
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
						p.Push(within)
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
