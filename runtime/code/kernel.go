package code

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file keeps the macros of Kernel: Go functions or templates, which are in
// kernel_*.go.

var kernelMacroTable map[quoted.NameArity]macro

func kernelMacro(name term.Atom, arity int) macro {
	return kernelMacroTable[quoted.NameArity{Name: name, Arity: arity}]
}

func defMacro(name string, arity int, m macro) {
	n := quoted.NameArity{Name: term.Intern(name), Arity: arity}
	kernelMacroTable[n] = m
}

// fromTemplate is a macro whose arguments fill slots a, b, c in turn.
func fromTemplate(source string) macro {
	t := tmpl(source)
	return func(x *expander, meta term.Term, args []term.Term) term.Term {
		with := slots{}
		for i, a := range args {
			with[string(rune('a'+i))] = a
		}
		return t.fill(x, meta, with)
	}
}

func init() {
	kernelMacroTable = map[quoted.NameArity]macro{}
	logicMacros()
	dataMacros()
	rangeMacros()
	pathMacros()
	sigilMacros()
	moduleMacros()
	structMacros()
	protocolMacros()
}
