package code

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/lexical"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file says what is wrong with code (the texts are in diagnostic/), and raises CompileError.

func inspect(t term.Term) string { return term.Inspect(t, term.Opts{Width: 1 << 20}) }

func dirOf(file string) string {
	if file == "" || file == "nofile" || file == "iex" {
		dir, err := os.Getwd()
		if err != nil {
			return ""
		}
		return dir
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return filepath.Dir(file)
	}
	return filepath.Dir(abs)
}

// print shows the diagnostic and keeps it for those who asked.
func (x *expander) print(d *diagnostic.Diagnostic) {
	x.s.diagnose(x.job, d)
}

// fail prints an error and ends the expansion with CompileError.
func (x *expander) fail(meta term.Term, k diagnostic.Failure, args ...any) {
	x.print(k.At(x.env, meta, args...))
	panic(abort{err: cannotCompile(k.Scope(x.env)), printed: true})
}

// error prints an error. In a module the expansion goes on, so that all errors
// are seen; the module is not made.
func (x *expander) error(meta term.Term, k diagnostic.Fault, args ...any) {
	x.errorSpan(meta, 0, k, args...)
}

func (x *expander) errorSpan(meta term.Term, span int, k diagnostic.Fault, args ...any) {
	d := k.At(x.env, meta, args...)
	d.Span = span
	x.print(d)
	if x.mod == nil || x.env.Function == nil {
		panic(abort{err: cannotCompile(x.env), printed: true})
	}
	x.mod.taint()
}

func (x *expander) warn(meta term.Term, k diagnostic.Warning, args ...any) {
	x.print(k.At(x.env, meta, args...))
}

// cannotCompile is the exception after errors were printed.
func cannotCompile(e *lexical.Env) error {
	switch {
	case e.Module != 0:
		return vm.Raise("CompileError", "file", diagnostic.Relative(e.File), "line", nil,
			"description", "cannot compile module "+inspect(e.Module.Term())+" (errors have been logged)")
	case e.File == promptFile:
		return vm.Raise("CompileError", "file", nil, "line", nil, "description", "cannot compile code (errors have been logged)")
	}
	return vm.Raise("CompileError", "file", diagnostic.Relative(e.File), "line", nil, "description", "cannot compile file (errors have been logged)")
}

func argumentError(format string, args ...any) error {
	return vm.Raise("ArgumentError", "message", fmt.Sprintf(format, args...))
}

// sourceLine returns line n of a file: of one that is being compiled, or as it is on disk.
func (s *Server) sourceLine(file string, n int) string {
	s.mu.Lock()
	src, ok := s.texts[file]
	s.mu.Unlock()
	if !ok {
		if ext := filepath.Ext(file); ext != ".ex" && ext != ".exs" {
			return ""
		}
		b, err := s.readFile(file)
		if err != nil {
			return ""
		}
		src = string(b)
	}
	for ; n > 1; n-- {
		i := strings.IndexByte(src, '\n')
		if i < 0 {
			return ""
		}
		src = src[i+1:]
	}
	line, _, _ := strings.Cut(src, "\n")
	return strings.TrimRight(line, " \r")
}
