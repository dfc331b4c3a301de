package expand

import (
	"fmt"
	"os"
	"path/filepath"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file says what is wrong with code (the texts are in diagnostic/), and raises CompileError.

func dirOf(env *lexical.Env) string {
	file := env.File
	if file == "" || file == "nofile" || file == "iex" {
		dir, err := os.Getwd()
		if err != nil {
			return ""
		}
		return dir
	}
	abs, err := filepath.Abs(file)
	if err != nil || env.Named {
		return filepath.Dir(file)
	}
	return filepath.Dir(abs)
}

// Print shows the diagnostic and keeps it for those who asked.
func (x *Expander) Print(d *diagnostic.Diagnostic) {
	x.Host.Diagnose(d)
}

// Fail prints an error and ends the expansion with CompileError.
func (x *Expander) Fail(meta term.Term, k diagnostic.Failure, args ...any) {
	x.Print(k.At(x.Env, meta, args...))
	panic(abort{err: CannotCompile(k.Scope(x.Env)), printed: true})
}

// failNear is Fail where the compiler is not so deep in the clause that its stack trace, which has eight entries, leaves the
// body of the module out.
func (x *Expander) failNear(meta term.Term, k diagnostic.Failure, args ...any) {
	if x.Definition == 0 || x.macros > 0 || x.nested > 1 {
		x.Fail(meta, k, args...)
	}
	x.Print(k.At(x.Env, meta, args...))
	err := AsException(CannotCompile(k.Scope(x.Env)))
	err.Stack = []vm.StackEntry{{Module: x.Env.Module, Name: diagnostic.Body, Arity: 1, File: diagnostic.Relative(x.Env.File), Line: x.Definition}}
	panic(abort{err: err.Complete(), printed: true})
}

// Fault prints an error. In a module the expansion goes on, so that all errors
// are seen; the module is not made.
func (x *Expander) Fault(meta term.Term, k diagnostic.Fault, args ...any) {
	x.FaultSpan(meta, 0, k, args...)
}

func (x *Expander) FaultSpan(meta term.Term, span int, k diagnostic.Fault, args ...any) {
	d := k.At(x.Env, meta, args...)
	d.Span = span
	x.Print(d)
	if x.Host.Module() == nil || x.Env.Function == nil {
		panic(abort{err: CannotCompile(x.Env), printed: true})
	}
	x.Host.Module().Taint()
}

func (x *Expander) Warn(meta term.Term, k diagnostic.Warning, args ...any) {
	x.Print(k.At(x.Env, meta, args...))
}

// CannotCompile is the exception after errors were printed.
func CannotCompile(e *lexical.Env) error {
	switch {
	case e.Module != 0:
		return vm.Raise("CompileError", "file", diagnostic.Relative(e.File), "line", 0,
			"description", "cannot compile module "+diagnostic.Inspect(e.Module.Term())+" (errors have been logged)")
	case e.File == promptFile:
		return vm.Raise("CompileError", "file", nil, "line", nil, "description", "cannot compile code (errors have been logged)")
	}
	return vm.Raise("CompileError", "file", diagnostic.Relative(e.File), "line", 0, "description", "cannot compile file (errors have been logged)")
}

func ArgumentError(format string, args ...any) error {
	return vm.Raise("ArgumentError", "message", fmt.Sprintf(format, args...))
}
