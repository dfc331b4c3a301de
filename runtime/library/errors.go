package library

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// Bad is badarg with one remark on the n-th argument.
func Bad(n int, what string) error { return vm.BadargAt(n, what) }

var (
	aBadarith    = term.Sym("badarith")
	aBadkey      = term.Sym("badkey")
	aBadmap      = term.Sym("badmap")
	aCaseClause  = term.Sym("case_clause")
	aSystemLimit = term.Sym("system_limit")
)

func Badarith() error           { return vm.ErrorOf(aBadarith) }
func SystemLimit() error        { return vm.ErrorOf(aSystemLimit) }
func Badkey(k term.Term) error  { return vm.ErrorOf(term.Tup(aBadkey, k)) }
func Badmap(t term.Term) error  { return vm.ErrorOf(term.Tup(aBadmap, t)) }
func Badcase(t term.Term) error { return vm.ErrorOf(term.Tup(aCaseClause, t)) }

// NoClause is the error of an Erlang function of which no clause matches.
func NoClause(mod, name string, args ...term.Term) error {
	return vm.FunctionClause(mod, name, args)
}

// ArgumentError is an ArgumentError with a message of its own.
func ArgumentError(msg string) error {
	return vm.Raise("ArgumentError", "message", term.Str(msg))
}

// BadTwo is badarg with remarks on the first two arguments, those that are
// empty left out.
func BadTwo(first, second string) error {
	switch {
	case second == "":
		return Bad(1, first)
	case first == "":
		return Bad(2, second)
	}
	return BadMany(map[int]string{1: first, 2: second})
}

// BadMany is badarg with remarks on several arguments, by their number.
func BadMany(whats map[int]string) error {
	var lines strings.Builder
	for _, n := range slices.Sorted(maps.Keys(whats)) {
		fmt.Fprintf(&lines, "  * %s argument: %s\n", [...]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th"}[n], whats[n])
	}
	return vm.BadargNote(lines.String())
}
