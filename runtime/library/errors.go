package lib

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// bad is badarg with one remark on the n-th argument.
func bad(n int, what string) error { return vm.BadargAt(n, what) }

var (
	aBadarith    = term.Sym("badarith")
	aBadkey      = term.Sym("badkey")
	aBadmap      = term.Sym("badmap")
	aCaseClause  = term.Sym("case_clause")
	aSystemLimit = term.Sym("system_limit")
)

func badarith() error           { return vm.ErrorOf(aBadarith) }
func systemLimit() error        { return vm.ErrorOf(aSystemLimit) }
func badkey(k term.Term) error  { return vm.ErrorOf(term.Tup(aBadkey, k)) }
func badmap(t term.Term) error  { return vm.ErrorOf(term.Tup(aBadmap, t)) }
func badcase(t term.Term) error { return vm.ErrorOf(term.Tup(aCaseClause, t)) }

// noClause is the error of an Erlang function of which no clause matches.
func noClause(mod, name string, args ...term.Term) error {
	return vm.FunctionClause(mod, name, args)
}

// argumentError is an ArgumentError with a message of its own.
func argumentError(msg string) error {
	return vm.Raise("ArgumentError", "message", term.Str(msg))
}

// badTwo is badarg with remarks on the first two arguments, those that are
// empty left out.
func badTwo(first, second string) error {
	switch {
	case second == "":
		return bad(1, first)
	case first == "":
		return bad(2, second)
	}
	return badMany(map[int]string{1: first, 2: second})
}

// badMany is badarg with remarks on several arguments, by their number.
func badMany(whats map[int]string) error {
	var lines strings.Builder
	for _, n := range slices.Sorted(maps.Keys(whats)) {
		fmt.Fprintf(&lines, "  * %s argument: %s\n", [...]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th"}[n], whats[n])
	}
	return vm.BadargNote(lines.String())
}
