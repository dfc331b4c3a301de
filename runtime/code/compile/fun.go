package compile

import (
	"fmt"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles closures and captures.

// funName returns the name of the n-th closure of a function, in OTP's form.
func funName(name term.Atom, arity int, n int) term.Atom {
	return term.InternDerived(fmt.Sprintf("-%s/%d-fun-%d-", name, arity, n))
}

// closure compiles a fn to a value.
func (c *compiler) closure(t term.Term, clauses []term.Term) expr {
	cls := clausesOf(clauses)
	arity := 0
	if len(cls) > 0 {
		arity = len(cls[0].Args)
	}
	free := c.freeOf(t)
	f := &vm.Func{Module: c.fn.Module, Arity: arity, Free: len(free), File: c.fn.File, Line: quoted.LineOf(quoted.MetaOf(t))}
	if c.interpreted {
		f.Source = t
	}
	in := &compiler{m: c.m, unit: c.unit, fn: f, host: c.host, args: arity + len(free), free: free, interpreted: c.interpreted}
	f.Entry = in.function(cls)
	f.Pure = in.purely(cls)
	f.Regs = in.regs
	shown := c.enrol(f)
	regs := make([]int, len(free))
	trace := -1
	for i, v := range free {
		if regs[i] = c.vars[v]; v == outerTrace && c.stack != 0 {
			regs[i], trace = c.stack, i
		}
	}
	versions := versionList(free)
	made := term.Fun{Module: shown.Module, Name: shown.Name, Arity: arity, Index: shown.Index, Version: shown.Version, Code: f}
	if !f.Source.IsNone() {
		made.Source = term.Tup(f.Source, versions)
	}
	if len(regs) == 0 {
		return constExpr(term.FromFun(&made)) // the same value each time
	}
	return func(p *vm.Process) term.Term {
		fun := closureOf(&made, len(regs))
		for i, r := range regs {
			fun.Free[i] = p.R[r]
		}
		if trace >= 0 {
			fun.Free[trace] = vm.HandledBy(p.R[regs[trace]]).StackTerm()
		}
		return term.FromFun(fun)
	}
}

// purely compiles a function to a single expression. It returns nil if the function contains calls
// or creates functions.
func (c *compiler) purely(clauses []Clause) func(p *vm.Process) (term.Term, bool) {
	for _, cl := range clauses {
		if !c.isPure(cl.Body) || quoted.Contains(cl.Body, makesFunction) {
			return nil
		}
	}
	heads, bodies := make([]*test, len(clauses)), make([]operand, len(clauses))
	for i, cl := range clauses {
		heads[i] = c.begin(cl)
		bodies[i] = c.operand(cl.Body)
	}
	if len(clauses) == 1 && heads[0] == nil {
		body := bodies[0]
		return func(p *vm.Process) (term.Term, bool) { return body.value(p), true }
	}
	return func(p *vm.Process) (term.Term, bool) {
		for i, head := range heads {
			if head == nil || head.holds(p) {
				return bodies[i].value(p), true
			}
		}
		return term.Term{}, false
	}
}

func makesFunction(t term.Term) bool {
	name, _, _, ok := quoted.IsCall(t)
	return ok && (name == quoted.AFn || name == quoted.ACapture)
}

// closureOf returns a copy of made with room for n captured values. If n is at most four, the
// values are in the same allocation as the copy.
func closureOf(made *term.Fun, n int) *term.Fun {
	switch n {
	case 1:
		x := &struct {
			term.Fun
			free [1]term.Term
		}{Fun: *made}
		x.Free = x.free[:]
		return &x.Fun
	case 2:
		x := &struct {
			term.Fun
			free [2]term.Term
		}{Fun: *made}
		x.Free = x.free[:]
		return &x.Fun
	case 3, 4:
		x := &struct {
			term.Fun
			free [4]term.Term
		}{Fun: *made}
		x.Free = x.free[:n:n]
		return &x.Fun
	}
	fun := *made
	fun.Free = make([]term.Term, n)
	return &fun
}

// enrol names and numbers the code of a closure. It returns the template for the values of the
// closure.
func (c *compiler) enrol(f *vm.Func) term.Fun {
	f.Name = funName(c.host.fn.Name, c.host.fn.Arity, c.host.closures)
	c.host.closures++
	if c.interpreted {
		return term.Fun{Module: aErlEval, Name: promptName, Index: promptIndex(f.Arity), Version: promptVersion}
	}
	return c.unit.enrol(c.host, f.Module, f.Name, f)
}

// promptVersion, promptName and promptIndex are the values that OTP 25 shows for closures of
// erl_eval: #Function<42.3316493/1 in :erl_eval.expr/6>.
var (
	promptVersion = term.ShortVersion(3316493)
	promptName    = funName(term.Intern("expr"), 6, 4)
)

func promptIndex(arity int) uint32 { return uint32(43 - min(arity, 20)) }

func versionList(free []int) term.Term {
	out := make([]term.Term, len(free))
	for i, v := range free {
		out[i] = term.Int(int64(v))
	}
	return term.List(out...)
}

// outerTrace is the version that stands for the __STACKTRACE__ of a clause around a fn.
const outerTrace = -1

// freeOf returns the versions of the outer variables that a fn uses.
func (c *compiler) freeOf(t term.Term) []int {
	var out []int
	seen := map[int]bool{}
	quoted.Contains(t, func(t term.Term) bool {
		if name, meta, _, ok := quoted.IsVar(t); ok {
			v, has := quoted.KwGet(meta, quoted.AVersion)
			n, _ := v.AsInt()
			_, outer := c.vars[int(n)]
			if name == quoted.AStacktrace {
				_, outer = c.vars[outerTrace]
				n, has, outer = outerTrace, true, outer || c.stack != 0
			}
			if has && outer && !seen[int(n)] {
				seen[int(n)] = true
				out = append(out, int(n))
			}
		}
		return false
	})
	return out
}

// Revive compiles a closure of a prompt that came from another node. Its source is {fn, versions
// of the captured variables}.
func Revive(m *vm.Machine, f *term.Fun) (*term.Fun, error) {
	src := f.Source.Elems()
	if len(src) != 2 {
		return nil, vm.ErrorOf(term.Tup(aBadfun, term.FromFun(f)))
	}
	versions := quoted.Slice(src[1])
	if len(versions) != len(f.Free) {
		return nil, vm.Badarg()
	}
	vars := make([]int, len(versions))
	for i, v := range versions {
		n, _ := v.AsInt()
		vars[i] = int(n)
	}
	made, err := Expr(m, src[0], Options{Vars: vars, Interpreted: true})
	if err != nil {
		return nil, fmt.Errorf("compile a function of another node: %w", err)
	}
	whole := term.FromFun(&term.Fun{Arity: 1, Code: made})
	v, err := m.CallFun(whole, term.Tup(f.Free...))
	if err != nil {
		return nil, err
	}
	return v.Elems()[0].Fun(), nil
}

func (c *compiler) capture(t term.Term) expr {
	_, a, ok := quoted.IsCallOf(t, quoted.ASlash, 2)
	if !ok {
		badForm(quoted.MetaOf(t), "invalid capture")
	}
	n, _ := a[1].AsInt()
	arity := int(n)
	if mod, name, _, _, ok := quoted.IsRemote(a[0]); ok && mod.IsAtom() {
		return constExpr(vm.Capture(mod.Atom(), name, arity))
	} else if ok {
		e := c.expr(mod)
		return func(p *vm.Process) term.Term { return vm.Capture(e(p).Atom(), name, arity) }
	}
	name := a[0].Elems()[0].Atom()
	if c.m.IsNative(c.unit.module, name, arity) {
		return constExpr(vm.Capture(c.unit.module, name, arity))
	}
	return constExpr(term.FromFun(c.unit.Capture(name, arity)))
}
