package expand

import (
	"strings"

	"lab/runtime/code/kernel"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file holds the macros of Kernel that decide and combine.

func logicMacros() {
	DefMacro("if", 2, macroIf)
	DefMacro("unless", 2, func(x *Expander, meta term.Term, args []term.Term) term.Term {
		return condition(x, meta, "unless", args[0], args[1], quoted.AElse, quoted.ADo)
	})
	DefMacro("!", 1, macroBang)
	DefMacro("&&", 2, outsideOnly("&&", `case unquote(a) do
  x when :erlang.orelse(:erlang."=:="(x, false), :erlang."=:="(x, nil)) -> x
  _ -> unquote(b)
end`))
	DefMacro("||", 2, outsideOnly("||", `case unquote(a) do
  x when :erlang.orelse(:erlang."=:="(x, false), :erlang."=:="(x, nil)) -> unquote(b)
  x -> x
end`))
	DefMacro("and", 2, boolean("andalso", `case unquote(a) do
  false -> false
  true -> unquote(b)
  other -> :erlang.error({:badbool, :and, other})
end`))
	DefMacro("or", 2, boolean("orelse", `case unquote(a) do
  true -> true
  false -> unquote(b)
  other -> :erlang.error({:badbool, :or, other})
end`))
	DefMacro("|>", 2, macroPipe)
	DefMacro("is_nil", 1, fromTemplate(`unquote(a) == nil`))
	DefMacro("then", 2, fromTemplate(`unquote(b).(unquote(a))`))
	DefMacro("tap", 2, fromTemplate(`(
  value = unquote(a)
  _ = unquote(b).(value)
  value
)`))
	DefMacro("match?", 2, macroMatch)
	DefMacro("is_struct", 1, guardOr(`is_map(unquote(a)) and :erlang.is_map_key(:__struct__, unquote(a)) and is_atom(:erlang.map_get(:__struct__, unquote(a)))`,
		`case unquote(a) do
  %{__struct__: struct} when is_atom(struct) -> true
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
  %{__struct__: struct, __exception__: true} when is_atom(struct) -> true
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

// outsideOnly is a template that may stand neither in a pattern nor in a guard.
func outsideOnly(name, source string) Macro {
	m := fromTemplate(source)
	return func(x *Expander, meta term.Term, args []term.Term) term.Term {
		x.noScope(name)
		return m(x, meta, args)
	}
}

// noScope refuses a macro of Kernel in a pattern or a guard.
func (x *Expander) noScope(name string) {
	switch x.Env.Context {
	case quoted.AMatchCtx:
		x.Raise(ArgumentError("invalid expression in match, %s is not allowed in patterns such as function clauses, case clauses or on the left side of the = operator", name))
	case quoted.AGuard:
		x.Raise(ArgumentError("invalid expression in guard, %s is not allowed in guards. To learn more about guards, visit: https://hexdocs.pm/elixir/patterns-and-guards.html", name))
	}
}

func macroIf(x *Expander, meta term.Term, args []term.Term) term.Term {
	return condition(x, meta, "if", args[0], args[1], quoted.ADo, quoted.AElse)
}

// condition makes the case behind if and unless.
func condition(x *Expander, meta term.Term, name string, cond, opts term.Term, yes, no term.Atom) term.Term {
	if !quoted.Keyword(opts) {
		x.Raise(ArgumentError("invalid or duplicate keys for %s, only \"do\" and an optional \"else\" are permitted", name))
	}
	for i, o := range quoted.Slice(opts) {
		if k := o.Elems()[0].Atom(); i > 1 || k != quoted.ADo && k != quoted.AElse || i == 1 && quoted.Slice(opts)[0].Elems()[0].Is(k) {
			x.Raise(ArgumentError("invalid or duplicate keys for %s, only \"do\" and an optional \"else\" are permitted", name))
		}
	}
	if _, ok := quoted.KwGet(opts, quoted.ADo); !ok {
		x.Raise(ArgumentError("invalid or duplicate keys for %s, only \"do\" and an optional \"else\" are permitted", name))
	}
	get := func(k term.Atom) term.Term {
		v, ok := quoted.KwGet(opts, k)
		if !ok {
			return term.Nil
		}
		return v
	}
	gen := Generated(meta)
	if isBoolean(cond) {
		return quoted.Node("case", gen, cond, term.List(quoted.Pair("do", term.List(
			quoted.Arrow(gen, get(no), term.False), quoted.Arrow(gen, get(yes), term.True)))))
	}
	v := x.FreshVar("x")
	falsy := quoted.Erlang(gen, "orelse", quoted.Erlang(gen, "=:=", v, term.False), quoted.Erlang(gen, "=:=", v, term.Nil))
	return quoted.Node("case", gen, cond, term.List(quoted.Pair("do", term.List(
		quoted.Arrow(gen, get(no), quoted.Node("when", gen, v, falsy)),
		quoted.Arrow(gen, get(yes), quoted.Variable("_", gen, term.ANil))))))
}

// isBoolean reports whether an expression is a comparison, which only answers
// true or false.
func isBoolean(t term.Term) bool {
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
	v := x.FreshVar("x")
	falsy := quoted.Erlang(gen, "orelse", quoted.Erlang(gen, "=:=", v, term.False), quoted.Erlang(gen, "=:=", v, term.Nil))
	if x.Env.Context == quoted.AGuard {
		test := quoted.Erlang(gen, "orelse", quoted.Erlang(gen, "=:=", e, term.False), quoted.Erlang(gen, "=:=", e, term.Nil))
		if yes.Is(term.ATrue) {
			return quoted.Erlang(gen, "not", test)
		}
		return test
	}
	return quoted.Node("case", gen, e, term.List(quoted.Pair("do", term.List(
		quoted.Arrow(gen, no, quoted.Node("when", gen, v, falsy)), quoted.Arrow(gen, yes, quoted.Variable("_", gen, term.ANil))))))
}

// boolean is and or or: Erlang's operator in a guard, a case elsewhere.
func boolean(op, source string) Macro {
	outside := fromTemplate(source)
	return func(x *Expander, meta term.Term, args []term.Term) term.Term {
		if x.Env.Context == quoted.AGuard || isBoolean(args[0]) && isBoolean(args[1]) {
			return quoted.Erlang(meta, op, args...)
		}
		return outside(x, meta, args)
	}
}

// guardOr has one template for guards and one for elsewhere.
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

// macroPipe puts the left side, as it stands, into the calls on its right.
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

// unpipe adds the steps of a pipe, on either of its sides, to those before it.
func unpipe(t term.Term, steps []term.Term) []term.Term {
	if _, a, ok := quoted.IsCallOf(t, term.Intern("|>"), 2); ok {
		return unpipe(a[1], unpipe(a[0], steps))
	}
	return append(steps, t)
}
