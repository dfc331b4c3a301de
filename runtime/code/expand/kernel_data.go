package expand

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file defines the macros of Kernel about data, errors and the environment.

func dataMacros() {
	DefMacro("<>", 2, macroConcat)
	DefMacro("to_string", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		if a[0].IsBits() {
			return a[0]
		}
		return quoted.Remote(meta, term.Sym("Elixir.String.Chars"), "to_string", a[0])
	})
	DefMacro("to_charlist", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		return quoted.Remote(meta, term.Sym("Elixir.List.Chars"), "to_charlist", a[0])
	})
	DefMacro("to_char_list", 1, KernelMacros[quoted.NameArity{Name: term.Intern("to_charlist"), Arity: 1}])
	DefMacro("raise", 1, macroRaise)
	DefMacro("raise", 2, fromTemplate(`:erlang.error(:elixir_module.exception(unquote(a), unquote(b)))`))
	DefMacro("reraise", 2, fromTemplate(`:erlang.raise(:error, :elixir_module.raised(unquote(a)), unquote(b))`))
	DefMacro("reraise", 3, fromTemplate(`:erlang.raise(:error, :elixir_module.exception(unquote(a), unquote(b)), unquote(c))`))
	DefMacro("binding", 0, func(x *Expander, meta term.Term, _ []term.Term) term.Term { return x.bindings(term.ANil) })
	DefMacro("binding", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		return x.bindings(x.Expand(a[0]).Atom())
	})
	DefMacro("var!", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term { return x.plainVar(meta, a[0], term.ANil) })
	DefMacro("var!", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		return x.plainVar(meta, a[0], x.Expand(a[1]).Atom())
	})
	DefMacro("alias!", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term {
		if m, parts, ok := quoted.IsCallOf(a[0], quoted.AAliases, -1); ok {
			return term.Tup(quoted.AAliases.Term(), quoted.KwDelete(quoted.KwDelete(m, quoted.AAlias), quoted.ACounter), term.List(parts...))
		}
		return a[0]
	})
	DefMacro("destructure", 2, macroDestructure)
	DefMacro("dbg", 0, func(x *Expander, meta term.Term, _ []term.Term) term.Term {
		return x.dbg(meta, quoted.Node("binding", meta), term.Empty)
	})
	DefMacro("dbg", 1, func(x *Expander, meta term.Term, a []term.Term) term.Term { return x.dbg(meta, a[0], term.Empty) })
	DefMacro("dbg", 2, func(x *Expander, meta term.Term, a []term.Term) term.Term { return x.dbg(meta, a[0], a[1]) })
}

// dbg expands dbg by calling Macro.Dbg.
func (x *Expander) dbg(meta, code, opts term.Term) term.Term {
	out, err := x.Host.Call(term.Intern("Elixir.Macro.Dbg"), term.Intern("dbg"), code, opts, x.CallerEnv(meta))
	if err != nil {
		x.Raise(err)
	}
	return x.Linify(meta, term.Intern("Elixir.Macro.Dbg"), out)
}

// macroConcat expands operands joined by <> to one binary.
func macroConcat(x *Expander, meta term.Term, args []term.Term) term.Term {
	var parts []term.Term
	right := args[1]
	parts = append(parts, x.binaryPart(meta, args[0], x.Env.Context == quoted.AMatchCtx))
	for {
		_, a, ok := quoted.IsCallOf(right, term.Intern("<>"), 2)
		if !ok {
			break
		}
		parts = append(parts, x.binaryPart(meta, a[0], x.Env.Context == quoted.AMatchCtx))
		right = a[1]
	}
	parts = append(parts, x.binaryPart(meta, right, false))
	return quoted.Node("<<>>", meta, parts...)
}

// binaryPart returns an operand of <> as a segment.
func (x *Expander) binaryPart(meta, t term.Term, sized bool) term.Term {
	if t.IsBits() {
		return t
	}
	switch t.Kind() {
	case term.KindTuple:
	default:
		x.Raise(ArgumentError("expected binary argument in <> operator but got: %s", written(t)))
	}
	if sized {
		e, ok := x.ExpandOnce(t)
		if ok && e.IsBits() {
			return e
		}
		if _, _, isB := quoted.IsCallOf(t, quoted.ABits, -1); !isB {
			if n, _, _, ok := quoted.IsVar(t); ok {
				x.Raise(ArgumentError("cannot perform prefix match because the left operand of <> has unknown size. The left operand of <> inside a match should either be a literal binary or an existing variable with the pin operator (such as ^some_var). Got: %s", n))
			}
		}
	}
	return quoted.Node("::", quoted.LineMeta(quoted.LineOf(meta)), t, quoted.Variable("binary", term.Empty, term.ANil))
}

func macroRaise(x *Expander, meta term.Term, a []term.Term) term.Term {
	return quoted.Erlang(meta, "error", raised(x, meta, a[0]), term.Sym("none"), raisedInfo)
}

// raisedInfo is the error_info that raise adds to an error of Erlang.
var raisedInfo = term.List(term.Tup(term.Sym("error_info"),
	quoted.Node("%{}", term.Empty, term.Tup(quoted.AModule.Term(), term.Sym("Elixir.Exception")))))

func raised(x *Expander, meta, msg term.Term) term.Term {
	if e, ok := x.aliasOnly(msg); ok {
		return quoted.Remote(meta, e, "exception", term.Empty)
	}
	if _, _, isBits := quoted.IsCallOf(msg, quoted.ABits, -1); msg.IsBits() || isBits {
		return quoted.Remote(meta, term.Sym("Elixir.RuntimeError"), "exception", msg)
	}
	return quoted.Remote(meta, quoted.AElixirMod.Term(), "raised", msg)
}

// aliasOnly expands t if it is an alias or an atom.
func (x *Expander) aliasOnly(t term.Term) (term.Term, bool) {
	if t.IsAtom() {
		return t, true
	}
	if _, _, ok := quoted.IsCallOf(t, quoted.AAliases, -1); ok {
		return x.Expand(t), true
	}
	return t, false
}

// bindings returns the keyword list of the variables of a context.
func (x *Expander) bindings(ctx term.Atom) term.Term {
	seen := map[term.Atom]bool{}
	var names []term.Atom
	for b := x.Env.Scope; b != nil; b = b.Next {
		if b.Kind == int64(ctx) && !seen[b.Name] && b.Name != quoted.ACaller {
			seen[b.Name] = true
			names = append(names, b.Name)
		}
	}
	SortAtoms(names)
	out := make([]term.Term, len(names))
	for i, n := range names {
		out[i] = term.Tup(n.Term(), term.Tup(n.Term(), term.List(term.Tup(quoted.AGenerated.Term(), term.True)), ctx.Term()))
	}
	return term.List(out...)
}

// plainVar removes the hygiene of a variable.
func (x *Expander) plainVar(meta, t term.Term, ctx term.Atom) term.Term {
	n, m, _, ok := quoted.IsVar(t)
	if !ok {
		x.Raise(ArgumentError("expected a variable to be given to var!, got: %s", written(t)))
	}
	return term.Tup(n.Term(), quoted.KwStore(quoted.KwDelete(m, quoted.ACounter), term.Intern("if_undefined"), term.Sym("raise")), ctx.Term())
}

func macroDestructure(x *Expander, meta term.Term, a []term.Term) term.Term {
	left, ok := a[0].Slice()
	if !ok {
		x.Raise(ArgumentError("expected list on left-hand side of destructure"))
	}
	return quoted.Node("=", meta, term.List(left...), quoted.Remote(meta, quoted.AElixirMod.Term(), "destructure", a[1], term.Int(int64(len(left)))))
}
