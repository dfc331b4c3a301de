package library

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"lab/runtime/term"
	"lab/runtime/vm"
)

//go:embed absent.txt
var absentText string

// An absence describes a module of Elixir or Erlang/OTP that lab does not have at all or only in
// part.
type absence struct {
	whole     bool
	functions map[string]bool // "name/arity"
}

// absent is the index of absent.txt. Each line holds a module and, if lab has a part of it, the
// missing functions.
var absent = sync.OnceValue(func() map[string]absence {
	out := map[string]absence{}
	for line := range strings.Lines(absentText) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		a := absence{whole: len(words) == 1, functions: map[string]bool{}}
		for _, f := range words[1:] {
			a.functions[f] = true
		}
		out[words[0]] = a
	}
	return out
})

// AbsentModule reports whether a module exists in Elixir or Erlang/OTP, but not in lab. Error
// messages then say so.
func AbsentModule(mod term.Atom) bool { return absent()[mod.String()].whole }

// AbsentFunction reports whether a function exists in Elixir or Erlang/OTP, but not in lab.
func AbsentFunction(mod, name term.Atom, arity int) bool {
	a := absent()[mod.String()]
	return a.whole || a.functions[name.String()+"/"+strconv.Itoa(arity)]
}

// installAbsent registers the native that the messages of undefined function errors use.
func installAbsent(x Module) {
	x.Func("function?", 3, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		arity, _ := a[2].AsInt()
		return term.Bool(AbsentFunction(a[0].Atom(), a[1].Atom(), int(arity))), nil
	})
}
