package code

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/syntax"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file prints what the compiler has to say about code, in the form that
// Elixir 1.18 does, and raises CompileError.

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

// A diagnostic is an error or a warning with its place.
type diagnostic struct {
	severity string
	message  string
	file     string
	line     int
	column   int
	span     int
	where    string // "A.f/1" or "A (module)"
	module   term.Atom
	function *quoted.NameArity
	// trace says that the place follows as a line of a stack trace.
	trace bool
	// more are other places of the same.
	more []*diagnostic
}

// at makes a diagnostic for the place of meta in the environment.
func at(e *lexical.Env, severity string, meta term.Term, message string) *diagnostic {
	d := &diagnostic{severity: severity, message: message, file: e.File, line: quoted.LineOf(meta), column: quoted.ColumnOf(meta), module: e.Module, function: e.Function}
	if file, line, ok := keptPlace(meta); ok {
		n, _ := line.AsInt()
		d.file, d.line, d.column = file, int(n), 0
	}
	switch {
	case e.Module == 0:
	case e.Function == nil:
		d.where = inspect(e.Module.Term()) + " (module)"
	default:
		d.where = functionName(e.Module, *e.Function)
	}
	return d
}

// functionName is Mod.name/arity as Elixir shows it.
func functionName(mod term.Atom, n quoted.NameArity) string {
	return inspect(mod.Term()) + "." + term.FunctionText(n.Name) + "/" + strconv.Itoa(n.Arity)
}

// format renders the diagnostic, with the line of source where it is known.
func (d *diagnostic) format(source string) string {
	place := relative(d.file)
	if d.line > 0 {
		place += ":" + strconv.Itoa(d.line)
		if d.column > 0 {
			place += ":" + strconv.Itoa(d.column)
		}
	}
	if d.trace {
		where := d.where
		if where == "" {
			where = "(file)"
		}
		return d.severity + ": " + d.message + "\n  " + relative(d.file) + ":" + strconv.Itoa(d.line) + ": " + where + "\n\n"
	}
	if d.where != "" {
		place += ": " + d.where
	}
	if source == "" {
		return d.severity + ": " + d.message + "\n└─ " + place + d.others("\n") + "\n\n"
	}
	shown := syntax.Diagnostic{Severity: d.severity, Message: d.message, File: d.file, Line: d.line, Column: d.column, Length: max(1, d.span), Source: source, Where: place, Blank: true}
	pad := strings.Repeat(" ", max(2, len(strconv.Itoa(d.line)))+2)
	return shown.Render(false) + d.others("\n"+pad) + "\n\n"
}

// others are the other places, a line each.
func (d *diagnostic) others(pad string) string {
	out := ""
	for _, o := range d.more {
		out += pad + "└─ " + relative(o.file) + ":" + strconv.Itoa(o.line)
		if o.column > 0 {
			out += ":" + strconv.Itoa(o.column)
		}
		if o.where != "" {
			out += ": " + o.where
		}
	}
	return out
}

// relative is the file as messages name it.
func relative(file string) string {
	if !filepath.IsAbs(file) {
		return file
	}
	dir, err := os.Getwd()
	if err != nil {
		return file
	}
	if rel, err := filepath.Rel(dir, file); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return file
}

// print shows the diagnostic and keeps it for those who asked.
func (x *expander) print(d *diagnostic) {
	x.s.diagnose(x.job, d)
}

// fail prints an error and ends the expansion with CompileError.
func (x *expander) fail(meta term.Term, format string, args ...any) {
	x.print(at(x.env, "error", meta, fmt.Sprintf(format, args...)))
	panic(abort{err: cannotCompile(x.env), printed: true})
}

// error prints an error. In a module the expansion goes on, so that all errors
// are seen; the module is not made.
func (x *expander) error(meta term.Term, format string, args ...any) {
	x.errorSpan(meta, 0, format, args...)
}

func (x *expander) errorSpan(meta term.Term, span int, format string, args ...any) {
	d := at(x.env, "error", meta, fmt.Sprintf(format, args...))
	d.span = span
	x.print(d)
	if x.mod == nil || x.env.Function == nil {
		panic(abort{err: cannotCompile(x.env), printed: true})
	}
	x.mod.taint()
}

func (x *expander) warn(meta term.Term, format string, args ...any) {
	x.print(at(x.env, "warning", meta, fmt.Sprintf(format, args...)))
}

// fileWarn warns of what is seen whatever module or function it stands in.
func (x *expander) fileWarn(meta term.Term, format string, args ...any) {
	x.print(at(&lexical.Env{File: x.env.File}, "warning", meta, fmt.Sprintf(format, args...)))
}

// fileFail is fail without a word of the module or function it stands in.
func (x *expander) fileFail(meta term.Term, format string, args ...any) {
	file := &lexical.Env{File: x.env.File}
	x.print(at(file, "error", meta, fmt.Sprintf(format, args...)))
	panic(abort{err: cannotCompile(file), printed: true})
}

// lineWarn warns as IO.warn does with an environment: it knows no columns.
func (x *expander) lineWarn(meta term.Term, format string, args ...any) {
	line := quoted.LineOf(meta)
	if line == 0 {
		line = x.env.Line
	}
	x.print(at(x.env, "warning", quoted.LineMeta(line), fmt.Sprintf(format, args...)))
}

// traceWarn warns as IO.warn does with a stack trace.
func (x *expander) traceWarn(meta term.Term, format string, args ...any) {
	d := at(x.env, "warning", meta, fmt.Sprintf(format, args...))
	d.trace = true
	x.print(d)
}

// cannotCompile is the exception after errors were printed.
func cannotCompile(e *lexical.Env) error {
	switch {
	case e.Module != 0:
		return vm.Raise("CompileError", "file", relative(e.File), "line", nil,
			"description", "cannot compile module "+inspect(e.Module.Term())+" (errors have been logged)")
	case e.File == promptFile:
		return vm.Raise("CompileError", "file", nil, "line", nil, "description", "cannot compile code (errors have been logged)")
	}
	return vm.Raise("CompileError", "file", relative(e.File), "line", nil, "description", "cannot compile file (errors have been logged)")
}

func argumentError(format string, args ...any) error {
	return vm.Raise("ArgumentError", "message", fmt.Sprintf(format, args...))
}

// warnUnused tells of the variables bound by x that nothing used.
func (x *expander) warnUnused() { x.warnUnusedSince(0) }

// warnUnusedSince is the same for those seen since there were n.
func (x *expander) warnUnusedSince(n int) {
	for _, v := range x.seen[min(n, len(x.seen)):] {
		if *v.used {
			continue
		}
		if v.name.String()[0] == '_' {
			x.print(at(v.env, "warning", v.meta, fmt.Sprintf("unknown compiler variable \"%s\" (expected one of __MODULE__, __ENV__, __DIR__, __CALLER__, __STACKTRACE__)", v.name)))
			continue
		}
		why := "if the variable is not meant to be used, prefix it with an underscore"
		if v.again {
			why = "there is a variable with the same name in the context, use the pin operator (^) to match on it or prefix this variable with underscore if it is not meant to be used"
		}
		d := at(v.env, "warning", v.meta, fmt.Sprintf("variable \"%s\" is unused (%s)", v.name, why))
		d.span = len([]rune(v.name.String()))
		x.print(d)
	}
	x.seen = x.seen[:min(n, len(x.seen))]
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
