package expand

import (
	"lab/runtime/code/diagnostic"
	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands the capture operator.

func (x *Expander) expandCapture(t, meta term.Term, args []term.Term) term.Term {
	x.noMatch(t, meta)
	arg := args[0]
	if n, ok := arg.AsInt(); ok {
		x.Fail(meta, diagnostic.PlaceholderOutsideCapture, n)
	}
	if _, a, ok := quoted.IsCallOf(arg, quoted.ASlash, 2); ok && a[1].IsSmall() {
		if out, ok := x.captureName(meta, a[0], int(a[1].Small())); ok {
			return out
		}
	}
	if _, es, ok := quoted.IsCallOf(arg, quoted.ABlock, -1); ok {
		if len(es) != 1 {
			x.Fail(meta, diagnostic.BlockInCapture, written(arg))
		}
		return x.expandCapture(t, meta, es)
	}
	if !x.isCaptureable(arg) {
		x.invalidCapture(meta, arg)
	}
	if out, ok := x.sequential(meta, arg); ok {
		return out
	}
	return x.Expand(x.captureFn(meta, arg))
}

func (x *Expander) isCaptureable(t term.Term) bool {
	switch t.Kind() {
	case term.KindCons:
		return true
	case term.KindTuple:
		if _, _, _, ok := quoted.IsVar(t); ok {
			return false
		}
		return true
	}
	return false
}

func (x *Expander) invalidCapture(meta, arg term.Term) {
	x.Fail(meta, diagnostic.InvalidCapture, written(arg))
}

// MaxArity is the maximum arity of a function, as on the BEAM.
const MaxArity = 255

// captureName expands &name/arity and &Mod.name/arity.
func (x *Expander) captureName(meta, t term.Term, arity int) (term.Term, bool) {
	if arity > MaxArity {
		x.Fail(meta, diagnostic.PlaceholderOutOfRange, arity, MaxArity)
	}
	if mod, name, m, args, ok := quoted.IsRemote(t); ok && len(args) == 0 {
		if _, bare := quoted.KwGet(m, quoted.ANoParens); !bare && arity == 0 && !x.Host.Quiet() {
			text := written(mod)
			x.Warn(meta, diagnostic.ParenthesesOnCapture, text, name, text, name)
		}
		e := x.Expand(mod)
		if e.IsAtom() && x.macroOf(e.Atom(), name, arity, m) != nil {
			return x.Expand(x.wrap(meta, arity, func(vs []term.Term) term.Term {
				return quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(e, name.Term())), m, vs...)
			})), true
		}
		if e.IsAtom() {
			x.traceCall("remote_function", m, e.Atom(), name, arity)
			if im, in, ok := kernel.Inlined(e.Atom(), name, arity); ok {
				e, name = im.Term(), in
			}
		}
		if !e.IsAtom() {
			return quoted.Erlang(meta, "make_fun", e, name.Term(), term.Int(int64(arity))), true
		}
		if x.Env.Context == 0 {
			x.remoteCall(e.Atom(), quoted.NameArity{Name: name, Arity: arity}, m)
		}
		return captured(meta, e, name, arity), true
	}
	name, m, _, ok := quoted.IsVar(t)
	if !ok {
		return t, false
	}
	return x.captureLocal(meta, m, name, arity), true
}

// captured returns the expanded form of a captured remote function.
func captured(meta, mod term.Term, name term.Atom, arity int) term.Term {
	call := quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(mod, name.Term())), meta)
	return quoted.Node("&", meta, quoted.Node("/", meta, call, term.Int(int64(arity))))
}

func (x *Expander) captureLocal(meta, m term.Term, name term.Atom, arity int) term.Term {
	if Forms[name] != nil || x.needsFn(m, name, arity) {
		return x.Expand(x.wrap(meta, arity, func(vs []term.Term) term.Term { return quoted.Form(name.Term(), m, vs...) }))
	}
	if mod, macro := x.FindImport(m, name, arity); mod != 0 && !macro && !(x.definesLocally(name, arity) && !x.importedByMeta(m, arity)) {
		x.traceImport(m, mod, name, arity, false)
		if im, in, ok := kernel.Inlined(mod, name, arity); ok {
			mod, name = im, in
		}
		return captured(meta, mod.Term(), name, arity)
	}
	if x.Env.Function == nil {
		x.Fail(meta, diagnostic.UndefinedFunction, name, arity)
	}
	x.functionCall(name, arity, m)
	return quoted.Node("&", meta, quoted.Node("/", meta, quoted.Variable(name.String(), m, term.ANil), term.Int(int64(arity))))
}

// needsFn reports whether a capture of name needs a fn, because name is a macro.
func (x *Expander) needsFn(m term.Term, name term.Atom, arity int) bool {
	if x.localMacro(name, arity) {
		return true
	}
	mod, macro := x.FindImport(m, name, arity)
	if x.definesLocally(name, arity) && !x.importedByMeta(m, arity) {
		return false
	}
	return mod != 0 && macro
}

// wrap returns fn x1, .., xn -> body end.
func (x *Expander) wrap(meta term.Term, arity int, body func([]term.Term) term.Term) term.Term {
	vs := make([]term.Term, arity)
	for i := range vs {
		vs[i] = x.captureVar(meta)
	}
	return quoted.Node("fn", meta, quoted.Arrow(meta, body(vs), vs...))
}

func (x *Expander) captureVar(meta term.Term) term.Term {
	m := quoted.KwStore(quoted.LineMeta(quoted.LineOf(meta)), quoted.ACounter, term.Int(x.Host.Counter()))
	return term.Tup(term.Sym("capture"), m, term.Nil)
}

// sequential turns &f(&1, &2) into a capture of f/2.
func (x *Expander) sequential(meta, t term.Term) (term.Term, bool) {
	h, _, a, ok := quoted.IsNode(t)
	if !ok || !a.IsList() {
		return t, false
	}
	args := quoted.Slice(a)
	if len(args) == 0 {
		return t, false
	}
	for i, arg := range args {
		if n, ok := placeholder(arg); !ok || n != i+1 {
			return t, false
		}
	}
	if mod, name, ok := dotParts(h); ok {
		if _, _, isAlias := quoted.IsCallOf(mod, quoted.AAliases, -1); !isAlias && !mod.IsAtom() {
			return t, false
		}
		return x.captureName(meta, quoted.Form(term.Tup(quoted.ADot.Term(), meta, term.List(mod, name.Term())), meta), len(args))
	}
	if !h.IsAtom() || Forms[h.Atom()] != nil || x.needsFn(t.Elems()[1], h.Atom(), len(args)) {
		return t, false
	}
	return x.captureLocal(meta, t.Elems()[1], h.Atom(), len(args)), true
}

func placeholder(t term.Term) (int, bool) {
	_, a, ok := quoted.IsCallOf(t, quoted.ACapture, 1)
	if !ok {
		return 0, false
	}
	n, ok := a[0].AsInt()
	return int(n), ok
}

// captureFn turns an expression with &1, &2 ... into a fn.
func (x *Expander) captureFn(meta, t term.Term) term.Term {
	vars := map[int]term.Term{}
	most := 0
	body := x.replacePlaceholders(t, func(n int, m term.Term) term.Term {
		if n <= 0 {
			x.Fail(m, diagnostic.PlaceholderOutOfRange, n, MaxArity)
		}
		if n > most {
			most = n
		}
		if _, ok := vars[n]; !ok {
			vars[n] = x.captureVar(m)
		}
		return vars[n]
	}, meta)
	if most == 0 {
		x.invalidCapture(meta, t)
	}
	var args []term.Term // one for each variable, regardless of the highest number
	for n := 1; n <= most; n++ {
		v, ok := vars[n]
		if !ok {
			x.Fail(quoted.MetaOf(t), diagnostic.PlaceholderSkipped, most, n)
		}
		args = append(args, v)
	}
	return quoted.Node("fn", meta, quoted.Arrow(meta, body, args...))
}

func (x *Expander) replacePlaceholders(t term.Term, f func(int, term.Term) term.Term, meta term.Term) term.Term {
	if m, a, ok := quoted.IsCallOf(t, quoted.ACapture, 1); ok {
		if n, ok := a[0].AsInt(); ok {
			return f(int(n), m)
		}
		x.Fail(m, diagnostic.NestedCapture, written(t))
	}
	switch t.Kind() {
	case term.KindCons:
		var out []term.Term
		for c := t.Cons(); c != nil; c = t.Cons() {
			out = append(out, x.replacePlaceholders(c.Head, f, meta))
			t = c.Tail
		}
		return term.ListTail(out, t)
	case term.KindTuple:
		el := t.Elems()
		out := make([]term.Term, len(el))
		for i, e := range el {
			if len(el) == 3 && i == 1 {
				out[i] = e
				continue
			}
			out[i] = x.replacePlaceholders(e, f, meta)
		}
		return term.Tup(out...)
	}
	return t
}
