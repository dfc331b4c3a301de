package compile

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles case expressions that choose between two branches, and the conditions they
// test.

// A decision is a case that tests whether a value is false or nil. if, || and similar macros expand
// to it. The first clause has a variable as its pattern, and a guard that the variable is false or
// nil. The second clause has _ or a variable as its pattern. If the value is always a boolean, the
// patterns are false and true.
type decision struct {
	// falsy and truthy are the registers of the value in each clause, or -1 if the clause does not
	// name it.
	falsy, truthy int
	no, yes       term.Term
}

// decides returns the decision that clauses make about subject. ok is false if the clauses are not
// a decision.
func (c *compiler) decides(subject, clauses term.Term) (d decision, ok bool) {
	cls := clausesOf(quoted.Slice(clauses))
	if no, yes, ok := ways(cls); ok && c.isCondition(subject) {
		return decision{falsy: -1, truthy: -1, no: no, yes: yes}, true
	}
	if len(cls) != 2 || !asksFalsy(cls[0]) || len(cls[1].Guards) > 0 {
		return d, false
	}
	name, meta, _, isVar := quoted.IsVar(cls[1].Args[0])
	if !isVar {
		return d, false
	}
	d = decision{truthy: -1, no: cls[0].Body, yes: cls[1].Body}
	if name != quoted.AUnderscore {
		d.truthy = c.reg(meta, name)
	}
	name, meta, _, _ = quoted.IsVar(cls[0].Args[0])
	d.falsy = c.reg(meta, name)
	return d, true
}

// ways returns the bodies of the clauses false and true. A third clause may follow, such as the
// clause that raises BadBooleanError.
func ways(cls []Clause) (no, yes term.Term, ok bool) {
	if len(cls) < 2 || len(cls) > 3 || !cls[0].is(term.AFalse) || !cls[1].is(term.ATrue) {
		return no, yes, false
	}
	if len(cls) == 3 && quoted.Contains(cls[2].Body, makesFunction) {
		return no, yes, false
	}
	return cls[0].Body, cls[1].Body, true
}

// is reports whether cl matches only the atom a.
func (cl *Clause) is(a term.Atom) bool { return len(cl.Guards) == 0 && cl.Args[0].Is(a) }

// take stores v in the register of its clause, and reports whether v is truthy.
func (d *decision) take(p *vm.Process, v term.Term) bool {
	if !v.Truthy() {
		if d.falsy >= 0 {
			p.R[d.falsy] = v
		}
		return false
	}
	if d.truthy >= 0 {
		p.R[d.truthy] = v
	}
	return true
}

// ifStep compiles a case that is a decision. It returns nil for any other case.
func (c *compiler) ifStep(subject, clauses term.Term, k then) vm.Step {
	d, ok := c.decides(subject, clauses)
	if !ok {
		return nil
	}
	no := c.compile(d.no, k)
	yes := c.compile(d.yes, k)
	if c.isCondition(subject) && d.truthy < 0 {
		g := c.condition(subject)
		if d.falsy < 0 {
			return g.either(yes, no)
		}
		return g.either(yes, func(p *vm.Process) vm.Step {
			p.R[d.falsy] = term.False
			return no(p)
		})
	}
	return c.operands([]term.Term{subject}, func(os []operand) vm.Step {
		e := os[0]
		return func(p *vm.Process) vm.Step {
			if d.take(p, e.value(p)) {
				return yes(p)
			}
			return no(p)
		}
	})
}

// ifExpr is like ifStep, but for a case whose parts are all pure.
func (c *compiler) ifExpr(subject, clauses term.Term) expr {
	d, ok := c.decides(subject, clauses)
	if !ok {
		return nil
	}
	if g := c.condition(subject); g != nil {
		no, yes := c.operand(d.no), c.operand(d.yes)
		if d.falsy < 0 {
			return func(p *vm.Process) term.Term {
				if g.holds(p) {
					return yes.value(p)
				}
				return no.value(p)
			}
		}
		return func(p *vm.Process) term.Term {
			if d.take(p, term.Bool(g.holds(p))) {
				return yes.value(p)
			}
			return no.value(p)
		}
	}
	e, no, yes := c.operand(subject), c.operand(d.no), c.operand(d.yes)
	return func(p *vm.Process) term.Term {
		if d.take(p, e.value(p)) {
			return yes.value(p)
		}
		return no.value(p)
	}
}

// isCondition reports whether t is a comparison or a type test of pure operands, or several of
// them joined by and, or and not. A condition cannot fail, and its value is a boolean.
func (c *compiler) isCondition(t term.Term) bool {
	if left, no, yes, ok := boolean(t); ok {
		return c.isCondition(left) && c.isBoolean(no) && c.isBoolean(yes)
	}
	mod, name, _, args, ok := quoted.IsRemote(t)
	if !ok || !mod.Is(quoted.AErlang) || !c.allPure(args) || quoted.Contains(t, makesFunction) {
		return false
	}
	switch len(args) {
	case 1:
		return typeTest(name.String()) != nil || name == aNot && c.isCondition(args[0])
	case 2:
		return comparison(name.String()) != nil
	}
	return false
}

// isBoolean is like isCondition, but also accepts true and false.
func (c *compiler) isBoolean(t term.Term) bool { return isBool(t) || c.isCondition(t) }

func isBool(t term.Term) bool { return t.Is(term.ATrue) || t.Is(term.AFalse) }

// boolean splits the expansion of and or or: a case of the left operand.
func boolean(t term.Term) (left, no, yes term.Term, ok bool) {
	if mod, name, _, args, ok := quoted.IsRemote(t); ok && mod.Is(quoted.AErlang) && len(args) == 2 {
		switch name {
		case aAndalso:
			return args[0], term.False, args[1], true
		case aOrelse:
			return args[0], args[1], term.True, true
		}
	}
	_, args, ok := quoted.IsCallOf(t, aCase, 2)
	if !ok {
		return left, no, yes, false
	}
	do, _ := quoted.KwGet(args[1], quoted.ADo)
	no, yes, ok = ways(clausesOf(quoted.Slice(do)))
	return args[0], no, yes, ok
}

// condition compiles a form for which isCondition is true. It returns nil for any other form.
func (c *compiler) condition(t term.Term) *test {
	if !c.isCondition(t) {
		return nil
	}
	if left, no, yes, ok := boolean(t); ok {
		return c.joined(left, no, yes)
	}
	_, name, _, args, _ := quoted.IsRemote(t)
	switch {
	case len(args) == 2:
		return c.comparing(name.String(), args)
	case name == aNot:
		a := c.condition(args[0])
		return asking(func(p *vm.Process) bool { return !a.holds(p) })
	}
	f, e := typeTest(name.String()), c.operand(args[0])
	return asking(func(p *vm.Process) bool { return f(e.value(p)) })
}

// joined returns a test that runs yes if left holds and no otherwise.
func (c *compiler) joined(left, no, yes term.Term) *test {
	if no.Is(term.AFalse) {
		return all(append(c.both(left), c.both(yes)...))
	}
	a := c.condition(left)
	if yes.Is(term.ATrue) && !isBool(no) {
		b := c.condition(no)
		return asking(func(p *vm.Process) bool { return a.holds(p) || b.holds(p) })
	}
	e := [2]operand{c.operand(no), c.operand(yes)}
	return asking(func(p *vm.Process) bool {
		if a.holds(p) {
			return e[1].value(p).Is(term.ATrue)
		}
		return e[0].value(p).Is(term.ATrue)
	})
}

// both splits t at its and operators. It returns tests that all hold if and only if t is true.
func (c *compiler) both(t term.Term) []*test {
	if t.Is(term.ATrue) {
		return nil
	}
	if left, no, yes, ok := boolean(t); ok && no.Is(term.AFalse) {
		return append(c.both(left), c.both(yes)...)
	}
	if t.Is(term.AFalse) {
		return []*test{asking(func(*vm.Process) bool { return false })}
	}
	return []*test{c.condition(t)}
}

// truth returns a test that t is neither false nor nil. t must be pure.
func (c *compiler) truth(t term.Term) *test {
	if g := c.condition(t); g != nil {
		return g
	}
	e := c.operand(t)
	return asking(func(p *vm.Process) bool { return e.value(p).Truthy() })
}

// asksFalsy reports whether a clause has the form `x when x =:= false or x =:= nil`. The
// comparisons may be in any order and use either equality.
func asksFalsy(cl Clause) bool {
	_, meta, _, ok := quoted.IsVar(cl.Args[0])
	if !ok || len(cl.Guards) != 1 {
		return false
	}
	ver, _ := quoted.KwGet(meta, quoted.AVersion)
	mod, name, _, args, ok := quoted.IsRemote(cl.Guards[0])
	if !ok || !mod.Is(quoted.AErlang) || name != aOrelse || len(args) != 2 {
		return false
	}
	asks := func(t term.Term, a term.Atom) bool {
		m, op, _, args, ok := quoted.IsRemote(t)
		if !ok || !m.Is(quoted.AErlang) || len(args) != 2 || op.String() != "==" && op.String() != "=:=" {
			return false
		}
		_, vm, _, isv := quoted.IsVar(args[0])
		v, _ := quoted.KwGet(vm, quoted.AVersion)
		return isv && term.Equal(v, ver) && args[1].Is(a)
	}
	return asks(args[0], term.AFalse) && asks(args[1], term.ANil) || asks(args[0], term.ANil) && asks(args[1], term.AFalse)
}
