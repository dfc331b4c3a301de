package node

import (
	"errors"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles the files of a project concurrently, for Kernel.ParallelCompiler.

func (n *Node) projectNatives() {
	n.m.StepNative("lab_compiler", "compile_files", 1, n.compileFiles)
}

// compileFiles implements :lab_compiler.compile_files(Files). It returns {Modules, Errors,
// Diagnostics}, where an error is {File, Kind, Reason, Stacktrace, Awaits}.
// Awaits is the module that the file waits for in a deadlock, or nil. It prints the diagnostics.
func (n *Node) compileFiles(p *vm.Process, a []term.Term) vm.Step {
	list, ok := a[0].Slice()
	files := make([]string, len(list))
	for i, f := range list {
		var text bool
		files[i], text = f.AsStr()
		ok = ok && text
	}
	if !ok {
		return p.Fail(vm.Badarg())
	}
	return p.Block(func() (term.Term, error) {
		done := n.code.CompileFiles(p, files)
		failed := make([]term.Term, len(done.Errors))
		for i, e := range done.Errors {
			ended := exception(e.Err)
			awaits := term.Nil
			if e.Awaits != 0 {
				awaits = e.Awaits.Term()
			}
			failed[i] = term.Tup(term.Str(e.File), ended.Class.Term(), ended.Reason, ended.StackTerm(), awaits)
		}
		return term.Tup(atoms(done.Modules), term.List(failed...), term.List(done.Diagnostics...)), nil
	})
}

// exception returns err as an exception of the program.
func exception(err error) *vm.Exception {
	var e *vm.Exception
	if !errors.As(err, &e) {
		errors.As(vm.Raise("RuntimeError", "message", err.Error()), &e)
	}
	return e
}

func atoms(all []term.Atom) term.Term {
	out := make([]term.Term, len(all))
	for i, a := range all {
		out[i] = a.Term()
	}
	return term.List(out...)
}
