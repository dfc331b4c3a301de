package code

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file holds the macros of Kernel about data, errors and the environment.

func dataMacros() {
	defMacro("<>", 2, macroConcat)
	defMacro("to_string", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		if a[0].Bits() != nil {
			return a[0]
		}
		return quoted.Remote(meta, term.Sym("Elixir.String.Chars"), "to_string", a[0])
	})
	defMacro("to_charlist", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		return quoted.Remote(meta, term.Sym("Elixir.List.Chars"), "to_charlist", a[0])
	})
	defMacro("to_char_list", 1, kernelMacroTable[quoted.NameArity{Name: term.Intern("to_charlist"), Arity: 1}])
	defMacro("raise", 1, macroRaise)
	defMacro("raise", 2, fromTemplate(`:erlang.error(:elixir_module.exception(unquote(a), unquote(b)), :none, [error_info: %{module: :"Elixir.Exception"}])`))
	defMacro("reraise", 2, fromTemplate(`:erlang.raise(:error, :elixir_module.raised(unquote(a)), unquote(b))`))
	defMacro("reraise", 3, fromTemplate(`:erlang.raise(:error, :elixir_module.exception(unquote(a), unquote(b)), unquote(c))`))
	defMacro("binding", 0, func(x *expander, meta term.Term, _ []term.Term) term.Term { return x.bindings(term.ANil) })
	defMacro("binding", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		return x.bindings(x.expand(a[0]).Atom())
	})
	defMacro("var!", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.plainVar(meta, a[0], term.ANil) })
	defMacro("var!", 2, func(x *expander, meta term.Term, a []term.Term) term.Term {
		return x.plainVar(meta, a[0], x.expand(a[1]).Atom())
	})
	defMacro("alias!", 1, func(x *expander, meta term.Term, a []term.Term) term.Term {
		if m, parts, ok := quoted.IsCallOf(a[0], quoted.AAliases, -1); ok {
			return term.Tup(quoted.AAliases.Term(), quoted.KwDelete(quoted.KwDelete(m, quoted.AAlias), quoted.ACounter), term.List(parts...))
		}
		return a[0]
	})
	defMacro("destructure", 2, macroDestructure)
	defMacro("dbg", 0, func(x *expander, meta term.Term, _ []term.Term) term.Term {
		return x.dbg(meta, quoted.Node("binding", meta), term.Empty)
	})
	defMacro("dbg", 1, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.dbg(meta, a[0], term.Empty) })
	defMacro("dbg", 2, func(x *expander, meta term.Term, a []term.Term) term.Term { return x.dbg(meta, a[0], a[1]) })
}

// dbg has Macro.Dbg make the code.
func (x *expander) dbg(meta, code, opts term.Term) term.Term {
	out, err := x.s.call(x.job, term.Intern("Elixir.Macro.Dbg"), term.Intern("dbg"), code, opts, x.callerEnv(meta))
	if err != nil {
		x.raise(err)
	}
	return x.linify(meta, term.Intern("Elixir.Macro.Dbg"), out)
}

// macroConcat makes a binary of operands joined with <>.
func macroConcat(x *expander, meta term.Term, args []term.Term) term.Term {
	var parts []term.Term
	right := args[1]
	parts = append(parts, x.binaryPart(args[0], x.env.Context == quoted.AMatchCtx))
	for {
		_, a, ok := quoted.IsCallOf(right, term.Intern("<>"), 2)
		if !ok {
			break
		}
		parts = append(parts, x.binaryPart(a[0], x.env.Context == quoted.AMatchCtx))
		right = a[1]
	}
	parts = append(parts, x.binaryPart(right, false))
	return quoted.Node("<<>>", meta, parts...)
}

// binaryPart is one operand of <> as a segment.
func (x *expander) binaryPart(t term.Term, sized bool) term.Term {
	if t.Bits() != nil {
		return t
	}
	switch t.Kind() {
	case term.KindTuple:
	default:
		x.raise(argumentError("expected binary argument in <> operator but got: %s", x.s.text(t)))
	}
	if sized {
		e, ok := x.expandOnce(t)
		if ok && e.Bits() != nil {
			return e
		}
		if _, _, isB := quoted.IsCallOf(t, quoted.ABits, -1); !isB {
			if n, _, _, ok := quoted.IsVar(t); ok {
				x.raise(argumentError("cannot perform prefix match because the left operand of <> has unknown size. The left operand of <> inside a match should either be a literal binary or an existing variable with the pin operator (such as ^some_var). Got: %s", n))
			}
		}
	}
	return quoted.Node("::", term.Empty, t, quoted.Variable("binary", term.Empty, term.ANil))
}

func macroRaise(x *expander, meta term.Term, a []term.Term) term.Term {
	return quoted.Erlang(meta, "error", raised(x, meta, a[0]), term.Sym("none"), raisedInfo)
}

// raisedInfo tells what raise makes from errors of Erlang.
var raisedInfo = term.List(term.Tup(term.Sym("error_info"),
	quoted.Node("%{}", term.Empty, term.Tup(quoted.AModule.Term(), term.Sym("Elixir.Exception")))))

func raised(x *expander, meta, msg term.Term) term.Term {
	if e, ok := x.aliasOnly(msg); ok {
		return quoted.Remote(meta, e, "exception", term.Empty)
	}
	if _, _, isBits := quoted.IsCallOf(msg, quoted.ABits, -1); msg.Bits() != nil || isBits {
		return quoted.Remote(meta, term.Sym("Elixir.RuntimeError"), "exception", msg)
	}
	return quoted.Remote(meta, quoted.AElixirMod.Term(), "raised", msg)
}

// aliasOnly expands t if it is an alias or an atom.
func (x *expander) aliasOnly(t term.Term) (term.Term, bool) {
	if t.IsAtom() {
		return t, true
	}
	if _, _, ok := quoted.IsCallOf(t, quoted.AAliases, -1); ok {
		return x.expand(t), true
	}
	return t, false
}

// bindings is the keyword list of the variables of a context.
func (x *expander) bindings(ctx term.Atom) term.Term {
	seen := map[term.Atom]bool{}
	var names []term.Atom
	for b := x.env.Scope; b != nil; b = b.Next {
		if b.Kind == int64(ctx) && !seen[b.Name] && b.Name != quoted.ACaller {
			seen[b.Name] = true
			names = append(names, b.Name)
		}
	}
	sortAtoms(names)
	out := make([]term.Term, len(names))
	for i, n := range names {
		out[i] = term.Tup(n.Term(), term.Tup(n.Term(), term.List(term.Tup(quoted.AGenerated.Term(), term.True)), ctx.Term()))
	}
	return term.List(out...)
}

// plainVar takes the hygiene off a variable.
func (x *expander) plainVar(meta, t term.Term, ctx term.Atom) term.Term {
	n, m, _, ok := quoted.IsVar(t)
	if !ok {
		x.raise(argumentError("expected a variable to be given to var!, got: %s", x.s.text(t)))
	}
	return term.Tup(n.Term(), quoted.KwStore(quoted.KwDelete(m, quoted.ACounter), term.Intern("if_undefined"), term.Sym("raise")), ctx.Term())
}

func macroDestructure(x *expander, meta term.Term, a []term.Term) term.Term {
	left, ok := a[0].Slice()
	if !ok {
		x.raise(argumentError("expected list on left-hand side of destructure"))
	}
	return quoted.Node("=", meta, term.List(left...), quoted.Remote(meta, quoted.AElixirMod.Term(), "destructure", a[1], term.Int(int64(len(left)))))
}
