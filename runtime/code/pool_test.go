package code

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lab/runtime/code/diagnostic"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// compileProject writes files and compiles them in parallel. It returns the names of the modules,
// the errors and the output.
func compileProject(t *testing.T, s *Server, files map[string]string) (mods, errs []string, printed string) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	var paths []string
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, name)
	}
	s.ReadFile = os.ReadFile
	var mu sync.Mutex
	var out strings.Builder
	s.Print = func(text string) {
		mu.Lock()
		out.WriteString(text)
		mu.Unlock()
	}
	done := s.compileFiles(paths, term.Term{}, nil)
	for _, m := range done.Modules {
		mods = append(mods, diagnostic.Inspect(m.Term()))
	}
	for _, f := range done.Errors {
		errs = append(errs, f.File+": "+f.Err.Error())
	}
	return mods, errs, out.String()
}

func TestFilesWaitForEachOther(t *testing.T) {
	s := newServer(t)
	mods, errs, out := compileProject(t, s, map[string]string{
		"a.ex": "defmodule A do\n  require B\n  def f, do: B.twice(2)\nend\n",
		"b.ex": "defmodule B do\n  import C\n  defmacro twice(x), do: quote(do: {unquote(x), unquote(c())})\nend\n",
		"c.ex": "defmodule C do\n  def c, do: 3\nend\n",
	})
	if len(mods) != 3 || errs != nil || out != "" {
		t.Fatalf("modules %v, errors %v, printed %s", mods, errs, out)
	}
	v, _, _, err := s.EvalString("A.f()", term.Empty, nil)
	if err != nil || diagnostic.Inspect(v) != "{2, 3}" {
		t.Errorf("A.f() is %s, %v", diagnostic.Inspect(v), err)
	}
}

func TestCircularRequire(t *testing.T) {
	s := newServer(t)
	_, errs, out := compileProject(t, s, map[string]string{
		"a.ex": "defmodule A do\n  require B\nend\n",
		"b.ex": "defmodule B do\n  require A\nend\n",
	})
	if all := strings.Join(errs, "\n"); len(errs) != 2 || out != "" ||
		!strings.Contains(all, "a.ex: error: %CompileError{description: \"deadlocked waiting on module B\"") ||
		!strings.Contains(all, "b.ex: error: %CompileError{description: \"deadlocked waiting on module A\"") {
		t.Fatalf("errors %v, printed %s", errs, out)
	}
}

// TestAFailedFileStopsOthers expects no error of a file that waits for a module of a failed file.
func TestAFailedFileStopsOthers(t *testing.T) {
	s := newServer(t)
	_, errs, out := compileProject(t, s, map[string]string{
		"a.ex": "defmodule A do\n  import B\nend\n",
		"b.ex": "defmodule B do\n  %Nowhere{}\nend\n",
	})
	if len(errs) != 1 || !strings.HasPrefix(errs[0], "b.ex: ") || strings.Contains(out, "a.ex") {
		t.Fatalf("errors %v, printed %s", errs, out)
	}
}

func TestDiagnosticsShowTheLine(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"defmodule A do\n  def f(y) do\n    x + y\n  end\nend\n", `    error: undefined variable "x"
    │
  3 │     x + y
    │     ^
    │
    └─ a.ex:3:5: A.f/1
`},
		{"defmodule A do\n  def f(unused), do: 1\nend\n", `    warning: variable "unused" is unused (if the variable is not meant to be used, prefix it with an underscore)
    │
  2 │   def f(unused), do: 1
    │         ~~~~~~
    │
    └─ a.ex:2:9: A.f/1
`},
		{"defmodule A do\n  def f, do: nope(1)\nend\n", `    error: undefined function nope/1 (expected A to define such a function or for it to be imported, but none are available)
    │
  2 │   def f, do: nope(1)
    │              ^^^^
    │
    └─ a.ex:2:14: A.f/0
`},
	} {
		s := newServer(t)
		_, _, out := compileProject(t, s, map[string]string{"a.ex": c.src})
		if !strings.Contains(out, c.want) {
			t.Errorf("%s\ngot:\n%s\nwant:\n%s", c.src, out, c.want)
		}
	}
}

// TestKeptLocation checks that the functions of a macro with location: :keep have the macro's file
// and lines in stack traces.
func TestKeptLocation(t *testing.T) {
	s := newServer(t)
	compileProject(t, s, map[string]string{
		"m.ex": "defmodule M do\n defmacro __using__(_) do\n  quote location: :keep do\n   def f(x) do\n    g(x)\n    :ok\n   end\n\n   defp g(x), do: x + 1\n  end\n end\nend\n",
		"u.ex": "defmodule U do\n\n use M\n def line, do: __ENV__.line\nend\n",
	})
	_, err := s.m.Call(vm.ModuleAtom("U"), term.Intern("f"), term.Nil)
	e, ok := err.(*vm.Exception)
	if !ok {
		t.Fatalf("got %v", err)
	}
	var stack []string
	for _, at := range e.Stack {
		stack = append(stack, fmt.Sprintf("%s:%d", at.File, at.Line))
	}
	if got := strings.Join(stack, " "); !strings.HasSuffix(got, "m.ex:9 m.ex:5") {
		t.Errorf("the stack is %s", got)
	}
}

// TestSuperOfLazyModule calls super in an embedded source. Functions of such a source are compiled
// on their first call, including functions that have been overridden.
func TestSuperOfLazyModule(t *testing.T) {
	s := newServer(t)
	s.AddSource([]string{"Lazy"}, func() (string, string) {
		return "lib/lazy.ex", "defmodule Lazy do\n def f(x), do: x + 1\n defoverridable f: 1\n def f(x), do: super(x) * 10\nend\n"
	})
	v, err := s.m.Call(vm.ModuleAtom("Lazy"), term.Intern("f"), term.Int(2))
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := v.AsInt(); n != 30 {
		t.Errorf("got %v, want 30", n)
	}
}

func TestAFileThatWaitsForALibraryIsNotAwaited(t *testing.T) {
	s := newServer(t)
	s.Patience = vm.Patience{Work: 100e6, Idle: 20 * time.Second}
	s.AddSource([]string{"Shared"}, func() (file, text string) {
		return "shared.ex", "defmodule Shared do\n  Code.ensure_loaded(Nobody)\n  defmacro one, do: 1\nend\n"
	})
	files := map[string]string{}
	for _, name := range []string{"A", "B", "C"} {
		files[name+".ex"] = "defmodule " + name + " do\n  require Shared\n  def f, do: Shared.one()\nend\n"
	}
	_, errs, out := compileProject(t, s, files)
	if errs != nil || out != "" {
		t.Fatalf("errors %v, printed %s", errs, out)
	}
}

// TestStructsOfFilesThatNeedEachOther checks that other files can use a struct as soon as defstruct
// has run, and that a module does not wait for itself.
func TestStructsOfFilesThatNeedEachOther(t *testing.T) {
	s := newServer(t)
	_, errs, out := compileProject(t, s, map[string]string{
		"a.ex": "defmodule A do\n  defstruct x: 1\n  defmacrop one, do: quote(do: A.size(1))\n  def of(%B{y: y}), do: %A{x: y}\n  def size(n), do: n\n  def two, do: one() + 1\nend\n",
		"b.ex": "defmodule B do\n  defstruct y: 2\n  def of(%A{x: x}), do: %B{y: x}\nend\n",
	})
	if errs != nil || out != "" {
		t.Fatalf("errors %v, printed %s", errs, out)
	}
	v, _, _, err := s.EvalString("{A.of(%B{}), B.of(%A{}), A.two()}", term.Empty, nil)
	if err != nil || diagnostic.Inspect(v) != "{%A{x: 2}, %B{y: 1}, 2}" {
		t.Errorf("got %s, %v", diagnostic.Inspect(v), err)
	}
}

// TestAProjectBringsAPackage checks that modules of a project replace the modules of a package with
// the same names.
func TestAProjectBringsAPackage(t *testing.T) {
	s := newServer(t)
	s.AddPackage([]string{"Pack", "Pack.Part"}, func() (file, text string) {
		return "pack.ex", "defmodule Pack do\n  def who, do: {:lab, Pack.Part.who()}\nend\ndefmodule Pack.Part do\n  def who, do: :lab\nend\n"
	})
	_, errs, out := compileProject(t, s, map[string]string{
		"pack.ex": "defmodule Pack do\n  require Pack.Part\n  def who, do: {:own, Pack.Part.who()}\nend\n",
		"part.ex": "defmodule Pack.Part do\n  def who, do: :own\nend\n",
	})
	if errs != nil || out != "" {
		t.Fatalf("errors %v, printed %s", errs, out)
	}
	v, _, _, err := s.EvalString("Pack.who()", term.Empty, nil)
	if err != nil || diagnostic.Inspect(v) != "{:own, :own}" {
		t.Errorf("got %s, %v", diagnostic.Inspect(v), err)
	}
}

func TestImplementationOfAnExpression(t *testing.T) {
	s := newServer(t)
	v, err := evalChunks(s, "defprotocol Named do\n def name(x)\nend\nfor p <- [Named], t <- [Integer, Atom] do\n defimpl p, for: t do\n  def name(_), do: @for\n end\nend\n{Named.name(1), Named.name(:a)}")
	if err != nil || diagnostic.Inspect(v) != "{Integer, Atom}" {
		t.Errorf("got %s, %v", diagnostic.Inspect(v), err)
	}
}

// TestAfterVerifyComesLast checks that @after_verify runs after the modules of all files have been
// defined.
func TestAfterVerifyComesLast(t *testing.T) {
	s := newServer(t)
	_, errs, out := compileProject(t, s, map[string]string{
		"a.ex": "defmodule A do\n  @after_verify __MODULE__\n  def __after_verify__(_), do: true = B.there()\nend\n",
		"b.ex": "defmodule B do\n  def there, do: true\nend\n",
	})
	if errs != nil || out != "" {
		t.Fatalf("errors %v, printed %s", errs, out)
	}
}

func TestDocumentedStructAndHead(t *testing.T) {
	s := newServer(t)
	_, errs, out := compileProject(t, s, map[string]string{
		"a.ex": "defmodule A do\n  @doc \"s\"\n  defstruct [:a]\n  @doc \"f\"\n  def g, do: 1\n  def f(x)\n  for n <- 1..2 do\n    def f(unquote(n)), do: unquote(n)\n  end\n  def f(_), do: 0\nend\n",
	})
	if errs != nil || out != "" {
		t.Errorf("errors %v, printed %s", errs, out)
	}
}

// TestASourceIsLoadedAgain checks the next use of a library module that could not be loaded because
// memory was short. The module must be loaded then.
func TestASourceIsLoadedAgain(t *testing.T) {
	s := newServer(t)
	reads := 0
	s.AddSource([]string{"Late"}, func() (file, text string) {
		if reads++; reads == 1 {
			return "late.ex", ":erlang.error(:system_limit)\n"
		}
		return "late.ex", "defmodule Late do\n  def f, do: 1\nend\n"
	})
	if v, err := s.m.Call(vm.ModuleAtom("Late"), term.Intern("f")); err == nil {
		t.Errorf("a source that cannot be loaded returned %v", v)
	}
	if v, err := s.m.Call(vm.ModuleAtom("Late"), term.Intern("f")); err != nil || diagnostic.Inspect(v) != "1" {
		t.Errorf("got %v, %v", v, err)
	}
}
