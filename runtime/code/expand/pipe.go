package expand

import (
	"fmt"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// This file inserts the left side of |> into the call on the right.

// Pipe returns call with expr inserted as an argument at position. A negative position counts from
// the end. If expr cannot be inserted, the result why gives the reason.
func Pipe(expr, call term.Term, position int) (piped term.Term, why string) {
	h, m, a, ok := quoted.IsNode(call)
	if ok && h.IsAtom() && a.IsAtom() {
		return term.Tup(h, m, term.List(expr)), ""
	}
	if !ok || !a.IsList() {
		return term.Nil, notACall(expr, call)
	}
	args := quoted.Slice(a)
	if why := refused(expr, call, h, m, args); why != "" {
		return term.Nil, why
	}
	if position < 0 {
		position += len(args) + 1
	}
	position = min(max(position, 0), len(args))
	with := append(append(append([]term.Term{}, args[:position]...), expr), args[position:]...)
	return term.Tup(h, m, term.List(with...)), ""
}

func refused(expr, call, head, meta term.Term, args []term.Term) string {
	if !head.IsAtom() {
		if brackets, _ := quoted.KwGet(meta, term.Intern("from_brackets")); brackets.Is(term.ATrue) && len(args) == 2 {
			return fmt.Sprintf("wrong operator precedence when piping into bracket-based access\n\n Instead of:\n\n     %s |> %s\n\n You should write:\n\n     (%s |> %s)[%s]\n",
				written(expr), written(call), written(expr), written(args[0]), written(args[1]))
		}
		return ""
	}
	switch name := head.Atom().String(); name {
	case "fn":
		return fmt.Sprintf("cannot pipe %s into an anonymous function without calling the function; use Kernel.then/2 instead or define the anonymous function as a regular private function", written(expr))
	case "&", "{}", "%{}", "<<>>", "__aliases__":
		return notACall(expr, call)
	case "unquote", "unquote_splicing":
		if len(args) == 0 {
			return fmt.Sprintf("cannot pipe %s into the special form %s/1 since %s/1 is used to build the Elixir AST itself", written(expr), name, name)
		}
	case "+", "-":
		if len(args) == 1 {
			return fmt.Sprintf("piping into a unary operator is not supported, please use the qualified name: Kernel.%s(%s), instead of %s", name, written(args[0]), written(call))
		}
	}
	return takenByOperator(expr, call, head, len(args))
}

// takenByOperator returns the error for piping into an operator that already has all its operands,
// or "".
func takenByOperator(expr, call, head term.Term, arity int) string {
	name := head.Atom().String()
	if !syntax.IsOperator(name, arity) || syntax.IsOperator(name, arity+1) && name != ".." {
		return ""
	}
	takes := "two arguments"
	if syntax.IsOperator(name, 1) {
		takes = "one argument"
	}
	return fmt.Sprintf("cannot pipe %s into %s, the %s operator can only take %s", written(expr), written(call), diagnostic.Inspect(head), takes)
}

func notACall(expr, call term.Term) string {
	return fmt.Sprintf("cannot pipe %s into %s, can only pipe into local calls foo(), remote calls Foo.bar() or anonymous function calls foo.()", written(expr), written(call))
}
