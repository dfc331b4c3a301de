package vm

import "lab/runtime/term"

// Normalize makes an exception struct of what an error carries: reasons of
// Erlang become the Elixir exceptions they stand for (Exception.normalize/3).
func Normalize(reason, stack term.Term) term.Term {
	if m := reason.Map(); m != nil {
		if ex, ok := m.Get(term.AException.Term()); ok && ex.Is(term.ATrue) {
			return reason
		}
	}
	if reason.IsAtom() {
		return normalAtom(reason, stack)
	}
	if el := reason.Elems(); len(el) > 1 && el[0].IsAtom() {
		if e := normalTuple(el, stack); e != nil {
			return e.Reason
		}
	}
	return Raise("ErlangError", "original", reason, "reason", nil).Reason
}

// top is the innermost call of a stack trace.
func top(stack term.Term) (s StackEntry, ok bool) {
	c := stack.Cons()
	if c == nil {
		return s, false
	}
	return stackEntry(c.Head)
}

func normalAtom(reason, stack term.Term) term.Term {
	at, known := top(stack)
	switch reason.Atom().String() {
	case "badarg":
		msg := "argument error"
		if known && at.Note != "" {
			msg = at.Note
		}
		return Raise("ArgumentError", "message", msg).Reason
	case "badarith":
		return Raise("ArithmeticError", "message", "bad argument in arithmetic expression").Reason
	case "system_limit":
		return Raise("SystemLimitError", "message", "a system limit has been reached").Reason
	case "cond_clause":
		return Raise("CondClauseError").Reason
	case "undef":
		if !known || !at.Fun.IsNone() {
			return Raise("UndefinedFunctionError", "module", nil, "function", nil, "arity", nil, "reason", nil, "message", nil).Reason
		}
		return Raise("UndefinedFunctionError", "module", at.Module, "function", at.Name, "arity", at.Arity,
			"reason", nil, "message", nil).Reason
	case "function_clause":
		if !known {
			return Raise("FunctionClauseError", "module", nil, "function", nil, "arity", nil, "kind", nil, "args", nil, "clauses", nil).Reason
		}
		return Raise("FunctionClauseError", "module", at.Module, "function", at.Name, "arity", at.Arity,
			"kind", nil, "args", nil, "clauses", nil).Reason
	}
	return Raise("ErlangError", "original", reason, "reason", nil).Reason
}

// oneField are the reasons {name, value} that become a struct of one field.
var oneField = map[string][2]string{
	"badmatch":    {"MatchError", "term"},
	"case_clause": {"CaseClauseError", "term"},
	"with_clause": {"WithClauseError", "term"},
	"else_clause": {"WithClauseError", "term"},
	"try_clause":  {"TryClauseError", "term"},
	"badmap":      {"BadMapError", "term"},
	"badfun":      {"BadFunctionError", "term"},
}

// dotHint follows the message of a field asked of what is no map.
const dotHint = "\n\nIf you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map"

func normalTuple(el []term.Term, stack term.Term) *Exception {
	name := el[0].Atom().String()
	if to, ok := oneField[name]; ok && len(el) == 2 {
		return Raise(to[0], to[1], el[1])
	}
	switch {
	case name == "badkey" && len(el) == 2:
		e := Raise("KeyError", "key", el[1], "term", nil, "message", nil)
		if at, ok := top(stack); ok && len(at.Args) > 1 {
			// The map is the last argument of those functions of :maps.
			e = Raise("KeyError", "key", el[1], "term", at.Args[len(at.Args)-1], "message", nil)
		}
		return e
	case name == "badkey" && len(el) == 3:
		e := Raise("KeyError", "key", el[1], "term", el[2], "message", nil)
		if el[2].Is(term.ANil) {
			// No term at all is nil too; that nil was asked for a field shows here alone.
			e = Raise("KeyError", "key", el[1], "term", nil, "message", "key "+term.Inspect(el[1], term.Opts{})+" not found in: nil"+dotHint)
		}
		return e
	case name == "badbool" && len(el) == 3:
		return Raise("BadBooleanError", "operator", el[1], "term", el[2])
	case name == "badstruct" && len(el) == 3:
		return Raise("BadStructError", "struct", el[1], "term", el[2])
	case name == "badarity" && len(el) == 2:
		if pair := el[1].Elems(); len(pair) == 2 {
			return Raise("BadArityError", "function", pair[0], "args", pair[1])
		}
	case name == "badarg" && len(el) == 2:
		return Raise("ArgumentError", "message", "argument error: "+term.Inspect(el[1], term.Opts{}))
	}
	return nil
}
