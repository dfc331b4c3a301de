package library

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// Bad returns a badarg error with a remark about argument n.
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

// NoClause returns the function_clause error of an Erlang function.
func NoClause(mod, name string, args ...term.Term) error {
	return vm.FunctionClause(mod, name, args)
}

// ArgumentError returns an ArgumentError with the message msg.
func ArgumentError(msg string) error {
	return vm.Raise("ArgumentError", "message", term.Str(msg))
}

// BadTwo returns a badarg error with remarks about the first two arguments. An empty remark is
// left out.
func BadTwo(first, second string) error {
	switch {
	case second == "":
		return Bad(1, first)
	case first == "":
		return Bad(2, second)
	}
	return BadMany(map[int]string{1: first, 2: second})
}

// Remarks holds remarks about arguments by their number.
type Remarks map[int]string

// Add adds a remark about argument n. An empty remark is left out.
func (r *Remarks) Add(n int, what string) {
	if what == "" {
		return
	}
	if *r == nil {
		*r = Remarks{}
	}
	(*r)[n] = what
}

// Err returns a badarg error with the remarks, or nil if there are none.
func (r Remarks) Err() error {
	if len(r) == 0 {
		return nil
	}
	return BadMany(r)
}

// BadMany returns a badarg error with remarks about several arguments. The keys are argument
// numbers.
func BadMany(whats map[int]string) error {
	var lines strings.Builder
	for _, n := range slices.Sorted(maps.Keys(whats)) {
		fmt.Fprintf(&lines, "  * %s argument: %s\n", [...]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th"}[n], whats[n])
	}
	return vm.BadargNote(lines.String())
}
