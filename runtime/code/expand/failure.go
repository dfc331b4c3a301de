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

// This file reports errors in code and raises CompileError. The texts are in package diagnostic.

func dirOf(env *lexical.Env) string {
	file := env.File
	if file == "" || file == "nofile" || file == "iex" {
		dir, err := os.Getwd()
		if err != nil {
			return ""
		}
		return dir
	}
	if env.Base != "" && !env.Named && !filepath.IsAbs(file) {
		return filepath.Dir(filepath.Join(env.Base, file))
	}
	abs, err := filepath.Abs(file)
	if err != nil || env.Named {
		return filepath.Dir(file)
	}
	return filepath.Dir(abs)
}

// Print shows the diagnostic and passes it to Code.with_diagnostics.
func (x *Expander) Print(d *diagnostic.Diagnostic) {
	x.Host.Diagnose(d)
}

// Fail prints an error and ends the expansion with CompileError.
func (x *Expander) Fail(meta term.Term, k diagnostic.Failure, args ...any) {
	x.Print(k.At(x.Env, meta, args...))
	panic(abort{err: CannotCompile(k.Scope(x.Env)), printed: true})
}

// failNear is like Fail, with a stack entry for the body of the module. The entry is left out when
// the expansion is nested, because Elixir's stack trace has only eight entries.
func (x *Expander) failNear(meta term.Term, k diagnostic.Failure, args ...any) {
	if x.Definition == 0 || x.macros > 0 || x.nested > 1 {
		x.Fail(meta, k, args...)
	}
	x.Print(k.At(x.Env, meta, args...))
	err := AsException(CannotCompile(k.Scope(x.Env)))
	err.Stack = []vm.StackEntry{{Module: x.Env.Module, Name: diagnostic.Body, Arity: 1, File: diagnostic.Relative(x.Env.File), Line: x.Definition}}
	panic(abort{err: err.Complete(), printed: true})
}

// Fault prints an error. In a module the expansion continues, so that further errors are found,
// but the module is not created.
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

// CannotCompile returns the exception that follows printed errors.
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
