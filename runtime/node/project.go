package node

import (
	"errors"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements Kernel.ParallelCompiler, which compiles the files of a project
// concurrently.

func (n *Node) projectNatives() {
	for _, name := range []string{"compile", "require"} {
		for arity := 1; arity <= 2; arity++ {
			n.m.StepNative("Kernel.ParallelCompiler", name, arity, n.compileFiles)
		}
	}
}

// compileFiles implements Kernel.ParallelCompiler.compile(Files, Options). It returns {:ok,
// modules, warnings} or {:error, errors, warnings}, and prints diagnostics meanwhile.
func (n *Node) compileFiles(p *vm.Process, a []term.Term) vm.Step {
	list, ok := a[0].Slice()
	if !ok {
		return p.Fail(vm.FunctionClause("Kernel.ParallelCompiler", "compile", a))
	}
	files := make([]string, len(list))
	for i, f := range list {
		if files[i], ok = f.AsStr(); !ok {
			return p.Fail(vm.FunctionClause("Kernel.ParallelCompiler", "compile", a))
		}
	}
	leader := p.GroupLeader()
	return p.Block(func() (term.Term, error) {
		mods, errs := n.code.CompileFiles(files, leader)
		if len(errs) == 0 {
			return term.Tup(term.Ok, atoms(mods), term.Empty), nil
		}
		var out []term.Term
		for _, e := range errs {
			out = append(out, term.Tup(term.Str(e.File), term.Int(0), n.explain(e.Err)))
		}
		return term.Tup(term.Error, term.List(out...), term.Empty), nil
	})
}

// explain formats an error like Elixir, with a stack trace that omits the compiler.
func (n *Node) explain(err error) term.Term {
	var e *vm.Exception
	if errors.As(err, &e) {
		v, failed := n.m.Call(vm.ModuleAtom("Kernel.CLI"), term.Intern("format_error"), e.Class.Term(), e.Reason, e.StackTerm())
		if text, ok := v.AsStr(); failed == nil && ok {
			return term.Str(strings.TrimRight(text, "\n"))
		}
	}
	return term.Str("** " + err.Error())
}

func atoms(all []term.Atom) term.Term {
	out := make([]term.Term, len(all))
	for i, a := range all {
		out[i] = a.Term()
	}
	return term.List(out...)
}
