package expand

import (
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file registers the macros of Kernel. They are Go functions or templates in kernel_*.go.

// KernelMacros holds the macros of Kernel. Package code adds the macros that concern modules.
var KernelMacros = map[quoted.NameArity]Macro{}

func kernelMacro(name term.Atom, arity int) Macro {
	return KernelMacros[quoted.NameArity{Name: name, Arity: arity}]
}

func DefMacro(name string, arity int, m Macro) {
	n := quoted.NameArity{Name: term.Intern(name), Arity: arity}
	KernelMacros[n] = m
}

// fromTemplate returns a macro whose arguments fill the slots a, b, c in order.
func fromTemplate(source string) Macro {
	t := NewTemplate(source)
	return func(x *Expander, meta term.Term, args []term.Term) term.Term {
		with := Slots{}
		for i, a := range args {
			with[string(rune('a'+i))] = a
		}
		return t.Fill(x, meta, with)
	}
}

func init() {
	logicMacros()
	dataMacros()
	rangeMacros()
	pathMacros()
	sigilMacros()
}
