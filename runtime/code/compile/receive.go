package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles receive and try.

func (c *compiler) receiveStep(meta term.Term, args []term.Term, k then) vm.Step {
	do, _ := quoted.KwGet(args[0], quoted.ADo)
	chs := c.choices(do, k)
	after, hasAfter := quoted.KwGet(args[0], quoted.AAfter)
	if !hasAfter {
		return c.skipping(do, c.receiving(chs, func(p *vm.Process, again vm.Step) vm.Step { return p.Wait(again) }))
	}
	cl := clausesOf(quoted.Slice(after))[0]
	late := c.compile(cl.Body, k)
	limit := c.temp()
	fn, line := c.fn, quoted.LineOf(meta)
	step := c.receiving(chs, func(p *vm.Process, again vm.Step) vm.Step {
		ms := p.R[limit]
		n, ok := ms.AsInt()
		switch {
		case ms.Is(term.AInfinity):
			return p.Wait(again)
		case !ok || n < 0 || n > 0xffffffff:
			p.EndReceive()
			return p.Fail(vm.At(vm.ErrorOf(aTimeoutVal), fn, line))
		case p.Doomed():
			return p.Wait(again)
		case n == 0 || p.TimedOut():
			p.EndReceive()
			return late
		}
		return p.WaitFor(n, again)
	})
	return c.compile(cl.Args[0], then{dst: limit, next: c.skipping(do, step)})
}

// skipping optimises a receive whose clauses all match a pinned reference: it skips messages that
// are older than the reference, as the BEAM does ("Efficiency Guide", processes, "Fetching
// Received Messages").
func (c *compiler) skipping(clauses term.Term, receive vm.Step) vm.Step {
	var pins [][]expr
	for _, cl := range clausesOf(quoted.Slice(clauses)) {
		var own []expr
		quoted.Contains(cl.Args[0], func(t term.Term) bool {
			if _, pinned, ok := quoted.IsCallOf(t, quoted.APin, 1); ok {
				own = append(own, c.expr(pinned[0]))
			}
			return false
		})
		if own == nil {
			return receive
		}
		pins = append(pins, own)
	}
	awaits := func(p *vm.Process, own []expr) bool {
		for _, e := range own {
			if p.Awaits(e(p)) {
				return true
			}
		}
		return false
	}
	return func(p *vm.Process) vm.Step {
		for _, own := range pins {
			if !awaits(p, own) {
				return receive
			}
		}
		p.SkipOld()
		return receive
	}
}

// receiving returns the loop over the messages. empty returns the step for the end of the mailbox.
func (c *compiler) receiving(chs []choice, empty func(p *vm.Process, again vm.Step) vm.Step) vm.Step {
	fn := c.fn
	var step vm.Step
	step = func(p *vm.Process) vm.Step {
		for {
			msg, ok := p.Peek()
			if !ok {
				p.Forget()
				p.WaitsIn(fn)
				return empty(p, step)
			}
			for i := range chs {
				if chs[i].takes(p, msg) {
					p.Take()
					return chs[i].body(p)
				}
			}
			p.Skip()
		}
	}
	return step
}

// caught holds the registers of an exception while its handlers run. The stack register holds the
// exception itself, because few handlers need the stack as a value.
type caught struct{ class, reason, stack int }

func (c *compiler) caught() caught { return caught{c.temp(), c.temp(), c.temp()} }

func (r caught) set(p *vm.Process, e *vm.Exception) {
	p.R[r.class], p.R[r.reason], p.R[r.stack] = e.Class.Term(), e.Reason, e.Handle()
}

// again reraises the exception unchanged.
func (r caught) again(p *vm.Process) vm.Step {
	return p.Fail(vm.HandledBy(p.R[r.stack]))
}

func (c *compiler) tryStep(meta term.Term, args []term.Term, k then) vm.Step {
	after, ok := quoted.KwGet(args[0], quoted.AAfter)
	if !ok {
		return c.tryBody(meta, args[0], k)
	}
	value, ex := c.temp(), c.caught()
	done := c.effect(after, k.finish(inRegister(value)))
	failed := c.effect(after, ex.again)
	body := c.tryBody(meta, args[0], then{dst: value, next: func(p *vm.Process) vm.Step {
		p.PopHandler()
		return done
	}})
	handler := func(p *vm.Process, e *vm.Exception) vm.Step {
		ex.set(p, e)
		return failed
	}
	return protected(value, handler, body)
}

// protected returns the step that installs a handler and runs body. It clears the registers from
// dead on: body may run as long as its process, and values of earlier calls would stay alive.
func protected(dead int, handler func(*vm.Process, *vm.Exception) vm.Step, body vm.Step) vm.Step {
	return func(p *vm.Process) vm.Step {
		clear(p.R[dead:])
		p.PushHandler(handler)
		return body
	}
}

// tryBody compiles try without after.
func (c *compiler) tryBody(meta term.Term, opts term.Term, k then) vm.Step {
	do, _ := quoted.KwGet(opts, quoted.ADo)
	value, ex := c.temp(), c.caught()
	after := k.finish(inRegister(value))
	if els, ok := quoted.KwGet(opts, quoted.AElse); ok {
		chs := c.choices(els, k)
		after = choose(chs, inRegister(value), c.noChoice(aTryClause, quoted.LineOf(meta)))
	}
	handlers := c.handlerSteps(opts, ex, k)
	if handlers == nil {
		return c.compile(do, then{dst: value, next: after})
	}
	body := c.compile(do, then{dst: value, next: func(p *vm.Process) vm.Step {
		p.PopHandler()
		return after
	}})
	handler := func(p *vm.Process, e *vm.Exception) vm.Step {
		ex.set(p, e)
		return handlers
	}
	return protected(value, handler, body)
}

// handlerSteps compiles the rescue and catch clauses into one step, which tries the rescue clauses
// first. It returns nil if there are no such clauses.
func (c *compiler) handlerSteps(opts term.Term, ex caught, k then) vm.Step {
	saved := c.stack
	c.stack = ex.stack
	defer func() { c.stack = saved }()
	var step vm.Step = ex.again
	catches, has1 := quoted.KwGet(opts, quoted.ACatch)
	if has1 {
		step = c.catchStep(catches, ex, step, k)
	}
	rescues, has2 := quoted.KwGet(opts, quoted.ARescue)
	if has2 {
		step = c.rescueStep(rescues, ex, step, k)
	}
	if !has1 && !has2 {
		return nil
	}
	return step
}

func (c *compiler) catchStep(clauses term.Term, ex caught, next vm.Step, k then) vm.Step {
	type arm struct {
		kind, value pattern
		guard       *test
		body        vm.Step
	}
	var arms []arm
	for _, cl := range clausesOf(quoted.Slice(clauses)) {
		mark := c.next
		seen := map[int]bool{}
		a := arm{kind: c.pattern(cl.Args[0], seen), value: c.pattern(cl.Args[1], seen)}
		a.guard, a.body = c.guards(cl.Guards), c.compile(cl.Body, k)
		arms = append(arms, a)
		c.next = mark
	}
	return func(p *vm.Process) vm.Step {
		for i := range arms {
			a := &arms[i]
			if a.kind.takes(p, p.R[ex.class]) && a.value.takes(p, p.R[ex.reason]) && (a.guard == nil || a.guard.holds(p)) {
				return a.body
			}
		}
		return next
	}
}

// rescueStep compiles rescue clauses. It first converts an error of Erlang to an exception.
func (c *compiler) rescueStep(clauses term.Term, ex caught, next vm.Step, k then) vm.Step {
	type arm struct {
		mods []term.Term
		any  bool
		bind pattern
		body vm.Step
	}
	var arms []arm
	for _, cl := range clausesOf(quoted.Slice(clauses)) {
		_, in, ok := quoted.IsCallOf(cl.Args[0], quoted.AIn, 2)
		if !ok {
			badForm(quoted.MetaOf(cl.Args[0]), "invalid \"rescue\" clause")
		}
		mark := c.next
		a := arm{any: in[1].Is(quoted.AUnderscore), mods: quoted.Slice(in[1])}
		a.bind = c.pattern(in[0], map[int]bool{})
		a.body = c.compile(cl.Body, k)
		arms = append(arms, a)
		c.next = mark
	}
	return func(p *vm.Process) vm.Step {
		if !p.R[ex.class].Is(term.AError) {
			return next
		}
		e := vm.HandledBy(p.R[ex.stack]).Normalized()
		erlang := !term.Equal(e, p.R[ex.reason])
		for i := range arms {
			a := &arms[i]
			if (a.any || isOneOf(e, a.mods) || erlang && isErlangError(a.mods)) && a.bind.takes(p, e) {
				return a.body
			}
		}
		return next
	}
}

// isErlangError reports whether ErlangError is among the modules. It matches every error of
// Erlang, whatever exception the error becomes.
func isErlangError(mods []term.Term) bool {
	for _, m := range mods {
		if m.Is(aErlangError) {
			return true
		}
	}
	return false
}

var aErlangError = term.Intern("Elixir.ErlangError")

// isOneOf reports whether e is a struct of any of the modules.
func isOneOf(e term.Term, mods []term.Term) bool {
	m := e.Map()
	if m == nil {
		return false
	}
	mod, _ := m.Get(term.AStruct.Term())
	for _, want := range mods {
		if mod.Is(want.Atom()) {
			return true
		}
	}
	return false
}
