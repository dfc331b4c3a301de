package vm

import (
	"slices"

	"lab/runtime/term"
)

// callNatives registers the natives that call, create and describe functions.
func callNatives(m *Machine) {
	m.StepNative("erlang", "apply", 2, func(p *Process, a []term.Term) Step {
		args, ok := a[1].Slice()
		if !ok {
			return p.Fail(Badarg())
		}
		return p.TailCall(a[0], args...)
	})
	m.StepNative("erlang", "apply", 3, func(p *Process, a []term.Term) Step {
		args, ok := a[2].Slice()
		if !a[0].IsAtom() || !a[1].IsAtom() || !ok {
			var r remarks
			r.add(1, a[0].IsAtom(), "not an atom")
			r.add(2, a[1].IsAtom(), "not an atom")
			r.add(3, a[2].IsList(), "not a list")
			r.add(3, ok || !a[2].IsList(), "not a proper list")
			return p.Fail(r.badarg())
		}
		return p.TailApply(a[0].Atom(), a[1].Atom(), args...)
	})
	m.Native("erlang", "make_fun", 3, func(_ *Process, a []term.Term) (term.Term, error) {
		n, ok := a[2].AsInt()
		if !a[0].IsAtom() || !a[1].IsAtom() || !ok || n < 0 || n > 255 {
			var r remarks
			r.add(1, a[0].IsAtom(), "not an atom")
			r.add(2, a[1].IsAtom(), "not an atom")
			r.add(3, ok, "not an integer")
			r.add(3, !ok || n >= 0, "out of range")
			if len(r) == 0 { // too many arguments for a function
				return none, Badarg()
			}
			return none, r.badarg()
		}
		return Capture(a[0].Atom(), a[1].Atom(), int(n)), nil
	})
	m.Native("erlang", "function_exported", 3, func(p *Process, a []term.Term) (term.Term, error) {
		n, ok := a[2].AsInt()
		if !a[0].IsAtom() || !a[1].IsAtom() || !ok {
			var r remarks
			r.add(1, a[0].IsAtom(), "not an atom")
			r.add(2, a[1].IsAtom(), "not an atom")
			r.add(3, ok, "not an integer")
			r.add(3, !ok || 0 <= n && n <= 255, "out of range")
			return none, r.badarg()
		}
		x, known := p.m.code.exports.Load(exportKey{a[0].Atom(), a[1].Atom(), int(n)})
		return term.Bool(known && x.(*Export).Func() != nil), nil
	})
	m.Native("erlang", "fun_info", 1, func(p *Process, a []term.Term) (term.Term, error) {
		f := a[0].Fun()
		if f == nil {
			return none, BadargAt(1, "not a fun")
		}
		var out []term.Term
		for _, item := range funItems {
			if v, ok := funInfo(p, f, item); ok {
				out = append(out, term.Tup(term.Sym(item), v))
			}
		}
		return term.List(out...), nil
	})
	m.Native("erlang", "fun_info", 2, func(p *Process, a []term.Term) (term.Term, error) {
		f := a[0].Fun()
		if f == nil {
			return none, BadargAt(1, "not a fun")
		}
		v, ok := funInfo(p, f, a[1].Atom().String())
		switch {
		case !ok && !slices.Contains(funItems, a[1].Atom().String()):
			return none, BadargAt(2, "invalid item")
		case !ok:
			v = term.Undefined
		}
		return term.Tup(a[1], v), nil
	})
	m.Native("erlang", "is_function", 1, func(_ *Process, a []term.Term) (term.Term, error) {
		return term.Bool(a[0].Fun() != nil), nil
	})
	m.Native("erlang", "is_function", 2, func(_ *Process, a []term.Term) (term.Term, error) {
		switch {
		case !a[1].IsInteger():
			return none, BadargAt(2, "not an integer")
		case term.Compare(a[1], term.Int(0)) < 0:
			return none, BadargAt(2, "out of range")
		}
		f := a[0].Fun()
		return term.Bool(f != nil && term.Equal(a[1], term.Int(int64(f.Arity)))), nil
	})
}

// funItems are the items of fun_info.
var funItems = []string{"pid", "module", "new_index", "new_uniq", "index", "uniq", "name", "arity", "env", "type"}

// Capture returns &mod.name/arity.
func Capture(mod, name term.Atom, arity int) term.Term {
	return term.FromFun(&term.Fun{Module: mod, Name: name, Arity: arity, External: true})
}

func funInfo(p *Process, f *term.Fun, item string) (term.Term, bool) {
	switch item {
	case "module":
		return f.Module.Term(), true
	case "name":
		if f.Name == 0 {
			return term.Empty, true // the code is not on this node
		}
		return f.Name.Term(), true
	case "arity":
		return term.Int(int64(f.Arity)), true
	case "env":
		return term.List(f.Free...), true
	case "type":
		if f.External {
			return term.Sym("external"), true
		}
		return term.Sym("local"), true
	}
	if f.External {
		return none, false
	}
	switch item {
	case "pid":
		return p.PID(), true
	case "new_index", "index":
		return term.Int(int64(f.Index)), true
	case "uniq":
		return term.Int(int64(f.Uniq())), true
	case "new_uniq":
		uniq := f.Version.Bytes()
		return term.Str(string(uniq[:])), true
	}
	return none, false
}

// errorNatives registers the natives that raise.
func errorNatives(m *Machine) {
	// fail raises without the native in the stack trace.
	fail := func(p *Process, e *Exception) Step {
		p.native = nil
		return p.Fail(e)
	}
	m.StepNative("erlang", "error", 1, func(p *Process, a []term.Term) Step { return fail(p, ErrorOf(a[0])) })
	withArgs := func(p *Process, a []term.Term) Step {
		e := ErrorOf(a[0])
		p.trace(e)
		if args, ok := a[1].Slice(); ok && len(e.Stack) > 0 {
			e.Stack[0].Args, e.Stack[0].Arity = args, len(args)
		}
		if len(a) == 3 && len(e.Stack) > 0 {
			opts, _ := a[2].Options()
			for _, o := range opts {
				e.Stack[0].info(o.Elems())
			}
		}
		return fail(p, e)
	}
	m.StepNative("erlang", "error", 2, withArgs)
	m.StepNative("erlang", "error", 3, withArgs)
	m.StepNative("erlang", "exit", 1, func(p *Process, a []term.Term) Step { return fail(p, Exit(a[0])) })
	m.StepNative("erlang", "throw", 1, func(p *Process, a []term.Term) Step { return fail(p, Throw(a[0])) })
	raise := func(p *Process, a []term.Term) Step {
		class := a[0].Atom()
		if class != term.AError && class != term.AExit && class != term.AThrow {
			return p.Return(term.ABadarg.Term())
		}
		e := &Exception{Class: class, Reason: a[1]}
		if !e.WithStack(a[2]) {
			return p.Return(term.ABadarg.Term())
		}
		return fail(p, e)
	}
	m.StepNative("erlang", "raise", 3, raise)
}
