package vm

import "lab/runtime/term"

// Normalized returns the exception struct of e. It converts Erlang reasons to Elixir exceptions
// (Exception.normalize/3).
func (e *Exception) Normalized() term.Term {
	reason := e.Reason
	if m := reason.Map(); m != nil {
		if ex, ok := m.Get(term.AException.Term()); ok && ex.Is(term.ATrue) {
			return reason
		}
	}
	if reason.IsAtom() {
		return e.normalAtom()
	}
	if el := reason.Elems(); len(el) > 1 && el[0].IsAtom() {
		if made := e.normalTuple(el); made != nil {
			return made.Reason
		}
	}
	return Raise("ErlangError", "original", reason, "reason", nil).Reason
}

// top returns the innermost call of the stack trace.
func (e *Exception) top() (s StackEntry, ok bool) {
	for i := range e.Stack {
		if e.Stack[i].Module != 0 {
			return stackEntry(e.Stack[i].term())
		}
	}
	return s, false
}

func (e *Exception) normalAtom() term.Term {
	reason := e.Reason
	at, known := e.top()
	switch reason.Atom().String() {
	case "badarg":
		msg := "argument error"
		switch {
		case !known:
		case at.Module.String() == "erlang" && at.Name.String() == "apply" && len(at.Args) == 3 && !at.Args[0].IsAtom():
			msg = appliedTo(at.Args[0], at.Args[1], at.Args[2])
		case at.Note != "":
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

// appliedTo returns the message for a call of the function fun of on, where on is not an atom
// (ErlangError.normalize/2).
func appliedTo(on, fun, args term.Term) string {
	named := func(what string) string {
		return "you attempted to apply a function named " + term.Inspect(fun, term.Opts{}) + " on " + what +
			". If you are using Kernel.apply/3, make sure the module is an atom. "
	}
	if m := on.Map(); m != nil && fun.IsAtom() {
		if field, ok := m.Get(fun); ok {
			name := fun.Atom().String()
			if field.Fun() != nil {
				return named("a map/struct") + "If you are trying to invoke an anonymous function in a map/struct, " +
					"add a dot between the function name and the parenthesis: map." + name + ".()"
			}
			return named("a map/struct") + "If you are using the dot syntax, ensure there are no parentheses " +
				"after the field name, such as map." + name
		}
	}
	if fun.IsAtom() && args.IsEmpty() {
		return named(term.Inspect(on, term.Opts{})) + "If you are using the dot syntax, such as module.function(), " +
			"make sure the left-hand side of the dot is an atom representing a module"
	}
	return "you attempted to apply a function on " + term.Inspect(on, term.Opts{}) +
		". Modules (the first argument of apply) must always be an atom"
}

// oneField maps reasons {name, value} to structs with a single field.
var oneField = map[string][2]string{
	"badmatch":    {"MatchError", "term"},
	"case_clause": {"CaseClauseError", "term"},
	"with_clause": {"WithClauseError", "term"},
	"else_clause": {"WithClauseError", "term"},
	"try_clause":  {"TryClauseError", "term"},
	"badmap":      {"BadMapError", "term"},
	"badfun":      {"BadFunctionError", "term"},
}

// dotHint is added to the message for reading a field of a value that is not a map.
const dotHint = "\n\nIf you are using the dot syntax, such as map.field, make sure the left-hand side of the dot is a map"

func (e *Exception) normalTuple(el []term.Term) *Exception {
	name := el[0].Atom().String()
	if to, ok := oneField[name]; ok && len(el) == 2 {
		return Raise(to[0], to[1], el[1])
	}
	switch {
	case name == "badkey" && len(el) == 2:
		if at, ok := e.top(); ok && len(at.Args) > 1 {
			// The map is the last argument of those functions in :maps.
			return Raise("KeyError", "key", el[1], "term", at.Args[len(at.Args)-1], "message", nil)
		}
		return Raise("KeyError", "key", el[1], "term", nil, "message", nil)
	case name == "badkey" && len(el) == 3:
		if el[2].Map() == nil {
			found := "key " + term.Inspect(el[1], term.Opts{}) + " not found in: " + term.Inspect(el[2], term.Opts{})
			return Raise("KeyError", "key", el[1], "term", el[2], "message", found+dotHint)
		}
		return Raise("KeyError", "key", el[1], "term", el[2], "message", nil)
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
