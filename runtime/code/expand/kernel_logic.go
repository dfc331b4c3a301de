package expand

import (
	"strings"

	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file defines the conditionals and operators of Kernel.

func logicMacros() {
	DefMacro("if", 2, macroIf)
	DefMacro("unless", 2, func(x *Expander, meta term.Term, args []term.Term) term.Term {
		yes, no := branches(x, "unless", args[1])
		return quoted.Node("if", fromKernel(meta, 2), args[0], term.List(quoted.Pair("do", no), quoted.Pair("else", yes)))
	})
	DefMacro("!", 1, macroBang)
	DefMacro("&&", 2, outsideOnly("&&", `case unquote(a) do
  x when Kernel.in(x, [false, nil]) -> x
  _ -> unquote(b)
end`))
	DefMacro("||", 2, outsideOnly("||", `case unquote(a) do
  x when Kernel.in(x, [false, nil]) -> unquote(b)
  x -> x
end`))
	DefMacro("and", 2, boolean("andalso", `case unquote(a) do
  false -> false
  true -> unquote(b)
  other -> :erlang.error({:badbool, :and, other})
end`))
	DefMacro("or", 2, boolean("orelse", `case unquote(a) do
  false -> unquote(b)
  true -> true
  other -> :erlang.error({:badbool, :or, other})
end`))
	DefMacro("|>", 2, macroPipe)
	DefMacro("is_nil", 1, fromTemplate(`unquote(a) == nil`))
	DefMacro("then", 2, fromTemplate(`unquote(b).(unquote(a))`))
	DefMacro("tap", 2, fromTemplate(`(
  fun = unquote(b)
  value = unquote(a)
  (_ = fun.(value)
   value)
)`))
	DefMacro("match?", 2, macroMatch)
	DefMacro("is_struct", 1, guardOr(`is_map(unquote(a)) and :erlang.is_map_key(:__struct__, unquote(a)) and is_atom(:erlang.map_get(:__struct__, unquote(a)))`,
		`case unquote(a) do
  %_{} -> true
  _ -> false
end`))
	DefMacro("is_struct", 2, guardOr(`is_map(unquote(a)) and (is_atom(unquote(b)) or :fail) and :erlang.is_map_key(:__struct__, unquote(a)) and :erlang.map_get(:__struct__, unquote(a)) == unquote(b)`,
		`(
  name = unquote(b)
  case unquote(a) do
    _ when not is_atom(name) -> raise ArgumentError
    %{__struct__: ^name} -> true
    _ -> false
  end
)`))
	DefMacro("is_non_struct_map", 1, guardOr(`is_map(unquote(a)) and :erlang.not(:erlang.is_map_key(:__struct__, unquote(a)) and is_atom(:erlang.map_get(:__struct__, unquote(a))))`,
		`case unquote(a) do
  %{__struct__: struct} when is_atom(struct) -> false
  %{} -> true
  _ -> false
end`))
	DefMacro("is_exception", 1, guardOr(`is_map(unquote(a)) and :erlang.is_map_key(:__struct__, unquote(a)) and is_atom(:erlang.map_get(:__struct__, unquote(a))) and :erlang.is_map_key(:__exception__, unquote(a)) and :erlang.map_get(:__exception__, unquote(a)) == true`,
		`case unquote(a) do
  %_{__exception__: true} -> true
  _ -> false
end`))
	DefMacro("is_exception", 2, guardOr(`is_map(unquote(a)) and (is_atom(unquote(b)) or :fail) and :erlang.is_map_key(:__struct__, unquote(a)) and :erlang.map_get(:__struct__, unquote(a)) == unquote(b) and :erlang.is_map_key(:__exception__, unquote(a)) and :erlang.map_get(:__exception__, unquote(a)) == true`,
		`(
  name = unquote(b)
  case unquote(a) do
    _ when not is_atom(name) -> raise ArgumentError
    %{__struct__: ^name, __exception__: true} -> true
    _ -> false
  end
)`))
}

// outsideOnly returns a template macro that is not allowed in patterns and guards.
func outsideOnly(name, source string) Macro {
	m := fromTemplate(source)
	return func(x *Expander, meta term.Term, args []term.Term) term.Term {
		x.noScope(name)
		return m(x, meta, args)
	}
}

// noScope fails for a macro of Kernel in a pattern or guard.
func (x *Expander) noScope(name string) {
	switch x.Env.Context {
	case quoted.AMatchCtx:
		x.Raise(ArgumentError("invalid expression in match, %s is not allowed in patterns such as function clauses, case clauses or on the left side of the = operator", name))
	case quoted.AGuard:
		x.Raise(ArgumentError("invalid expression in guard, %s is not allowed in guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html", name))
	}
}

// macroIf expands if to a case. If the condition can only be a boolean, the expansion of the case
// later uses the patterns false and true.
func macroIf(x *Expander, meta term.Term, args []term.Term) term.Term {
	yes, no := branches(x, "if", args[1])
	return x.truth(meta, args[0], no, yes)
}

// branches returns the values for do and else of if and unless.
func branches(x *Expander, name string, opts term.Term) (do, otherwise term.Term) {
	if !quoted.Keyword(opts) {
		x.Raise(ArgumentError("invalid or duplicate keys for %s, only \"do\" and an optional \"else\" are permitted", name))
	}
	for i, o := range quoted.Slice(opts) {
		if k := o.Elems()[0].Atom(); i > 1 || k != quoted.ADo && k != quoted.AElse || i == 1 && quoted.Slice(opts)[0].Elems()[0].Is(k) {
			x.Raise(ArgumentError("invalid or duplicate keys for %s, only \"do\" and an optional \"else\" are permitted", name))
		}
	}
	do, ok := quoted.KwGet(opts, quoted.ADo)
	if !ok {
		x.Raise(ArgumentError("invalid or duplicate keys for %s, only \"do\" and an optional \"else\" are permitted", name))
	}
	if otherwise, ok = quoted.KwGet(opts, quoted.AElse); !ok {
		otherwise = term.Nil
	}
	return do, otherwise
}

// truth returns a case that tests whether value is false or nil.
func (x *Expander) truth(meta, value, falsy, truthy term.Term) term.Term {
	gen := Generated(meta)
	v := x.FreshVar("x")
	in := quoted.Remote(gen, quoted.AKernel.Term(), "in", v, term.List(term.False, term.Nil))
	return quoted.Node("case", quoted.KwStore(gen, optimizeBoolean, term.True), value, term.List(quoted.Pair("do", term.List(
		quoted.Arrow(gen, falsy, quoted.Node("when", gen, v, in)), quoted.Arrow(gen, truthy, quoted.Variable("_", gen, quoted.AKernel))))))
}

// optimizeBoolean is the mark that Elixir puts on the case of truth.
var optimizeBoolean = term.Intern("optimize_boolean")

// booleanClauses replaces the patterns of truth with true and false if value is known to be a
// boolean.
func booleanClauses(meta, value, clauses term.Term) term.Term {
	if _, marked := quoted.KwGet(meta, optimizeBoolean); !marked || !isBoolean(value) {
		return clauses
	}
	patterns := []term.Term{term.False, term.True}
	out := quoted.Slice(clauses)
	for i, c := range out {
		_, a, ok := quoted.IsCallOf(c, quoted.AArrow, 2)
		if !ok || len(out) != len(patterns) {
			return clauses
		}
		out[i] = quoted.Arrow(quoted.MetaOf(c), a[1], patterns[i])
	}
	return term.List(out...)
}

// isBoolean reports whether the value of an expression must be true or false.
func isBoolean(t term.Term) bool {
	if t.Is(term.ATrue) || t.Is(term.AFalse) {
		return true
	}
	name, _, args, ok := quoted.IsCall(t)
	if !ok {
		return false
	}
	switch name.String() {
	case "==", "!=", "===", "!==", "<", ">", "<=", ">=", "not":
		return true
	case "in", "is_nil", "is_struct":
		return true
	}
	return len(args) == 1 && strings.HasPrefix(name.String(), "is_") && kernel.GuardBIFs[quoted.NameArity{Name: name, Arity: 1}]
}

func macroBang(x *Expander, meta term.Term, args []term.Term) term.Term {
	x.noScope("!")
	gen := Generated(meta)
	yes, no := term.Term(term.False), term.Term(term.True)
	e := args[0]
	if _, inner, ok := quoted.IsCallOf(e, quoted.ABang, 1); ok {
		e, yes, no = inner[0], term.True, term.False
	}
	if x.Env.Context == quoted.AGuard {
		test := quoted.Erlang(gen, "orelse", quoted.Erlang(gen, "=:=", e, term.False), quoted.Erlang(gen, "=:=", e, term.Nil))
		if yes.Is(term.ATrue) {
			return quoted.Erlang(gen, "not", test)
		}
		return test
	}
	return x.truth(meta, e, no, yes)
}

// boolean returns the macro for the operator `and` or `or`. The macro expands to Erlang's operator
// in guards, and to a case elsewhere.
func boolean(op, source string) Macro {
	outside := fromTemplate(source)
	return func(x *Expander, meta term.Term, args []term.Term) term.Term {
		if x.Env.Context == quoted.AGuard || isBoolean(args[0]) && isBoolean(args[1]) {
			return quoted.Erlang(meta, op, args...)
		}
		return outside(x, meta, args)
	}
}

// guardOr returns a macro with one template for guards and another for everything else.
func guardOr(inGuard, outside string) Macro {
	g, o := fromTemplate(inGuard), fromTemplate(outside)
	return func(x *Expander, meta term.Term, args []term.Term) term.Term {
		if x.Env.Context == quoted.AGuard {
			return g(x, meta, args)
		}
		return o(x, meta, args)
	}
}

func macroMatch(x *Expander, meta term.Term, args []term.Term) term.Term {
	gen := Generated(meta)
	return quoted.Node("case", meta, args[1], term.List(quoted.Pair("do", term.List(
		quoted.Arrow(gen, term.True, args[0]), quoted.Arrow(gen, term.False, quoted.Variable("_", gen, term.ANil))))))
}

// macroPipe inserts the left side into the calls on the right.
func macroPipe(x *Expander, meta term.Term, args []term.Term) term.Term {
	out := args[0]
	for _, call := range unpipe(args[1], nil) {
		piped, why := Pipe(out, call, 0)
		if why != "" {
			x.Raise(ArgumentError("%s", why))
		}
		out = piped
	}
	return out
}

// unpipe appends the steps of a pipe, which can be nested on both sides, to steps.
func unpipe(t term.Term, steps []term.Term) []term.Term {
	if _, a, ok := quoted.IsCallOf(t, term.Intern("|>"), 2); ok {
		return unpipe(a[1], unpipe(a[0], steps))
	}
	return append(steps, t)
}
