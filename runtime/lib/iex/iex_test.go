package iex_test

import (
	"regexp"
	"strings"
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// TestPrompt types lines at a prompt and compares its whole output.
func TestPrompt(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"values", []string{"1 + 1", `x = "a"`, "x"}, "iex(1)> 2\niex(2)> \"a\"\niex(3)> \"a\"\niex(4)> "},
		{"continued", []string{"[1,", "2]"}, "iex(1)> ...(1)> [1, 2]\niex(2)> "},
		{"broken off", []string{"[1,", "#iex:break"}, "iex(1)> ...(1)> ** (TokenMissingError) token missing on iex:1:"},
		{"piped on", []string{"[1, 2]", "|> Enum.sum()"}, "iex(1)> [1, 2]\niex(2)> 3\niex(3)> "},
		{"piped on behind a match", []string{"x = 1", "|> to_string()", "x"}, "error: pipe shorthand is not allowed immediately after a match expression in IEx. To make it work, surround the whole pipeline with parentheses '|>'"},
		{"gone on by other operators", []string{"8", "* 2", "> 3", "and 1 in [1]", "<<1>>", "<~ 4"}, "iex(1)> 8\niex(2)> 16\niex(3)> true\niex(4)> true\niex(5)> <<1>>\niex(6)> error: undefined function <~/2 (there is no such import)\n"},
		{"nothing to open", []string{"open :nowhere", "open :lists.nothing"}, "iex(1)> Could not open :nowhere, module is not available\niex(2)> Could not open :lists.nothing, function/macro is not available\n"},
		{"name in a function", []string{"defmodule Q do def f(x), do: y end"}, "error: undefined variable \"y\"\n"},
		{"protocol", []string{"defprotocol Sz do def size(x) end |> elem(3)"}, "{:__protocol__, 1}"},
		{"piped on behind an error", []string{"raise \"boom\"", "|> Enum.sum()", "|> to_string()", "1"}, "iex(1)> ** (RuntimeError) skipping evaluation of expression because pipeline has failed\niex(1)> ** (RuntimeError) skipping evaluation of expression because pipeline has failed\niex(1)> 1\niex(2)> "},
		{"not stopped", []string{"whereami", "breaks", "open"}, "iex(1)> Pry session is not currently enabled\niex(2)> No breakpoints set\niex(3)> Pry session is not currently enabled\niex(4)> "},
		{"error", []string{"raise \"boom\""}, "iex(1)> ** (RuntimeError) boom\n    iex:1: (file)\niex(1)> "},
		{"exit", []string{"exit(:normal)"}, "iex(1)> ** (exit) normal\n    iex:1: (file)\niex(1)> "},
		{"throw", []string{"throw(:ball)"}, "iex(1)> ** (throw) :ball\n    iex:1: (file)\niex(1)> "},
		{"history", []string{"v", "41", "v", "v(99)"}, "iex(1)> ** (RuntimeError) v(-1) is out of bounds, no entries were stored in history so far\n"},
		{"flush", []string{"send(self(), :hi)", "flush"}, "iex(1)> :hi\niex(2)> :hi\n:ok\niex(3)> "},
		{"block", []string{"(defmodule P do", "def f, do: 7", "end; import P; f())"}, "iex(1)> ...(1)> ...(1)> 7\niex(2)> "},
		{"undefined", []string{"exit"}, "error: undefined variable \"exit\"\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := station.Boot(t, c.lines...)
			opts := term.List(term.Tup(term.Sym("dot_iex"), term.Str("")))
			if _, err := st.M.Call(vm.ModuleAtom("IEx"), term.Intern("start"), opts); err != nil {
				t.Fatal(err)
			}
			if got := st.Printed(); !strings.Contains(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestShellThatEnds(t *testing.T) {
	st := station.Boot(t, "x = 1", "spawn_link(fn -> exit(:boom) end); Process.sleep(:infinity)", "2")
	opts := term.List(term.Tup(term.Sym("dot_iex"), term.Str("")))
	if _, err := st.M.Call(vm.ModuleAtom("IEx"), term.Intern("start"), opts); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"shell process exited with reason: :boom\n\nInteractive Elixir (1.18.4)", "\niex(2)> 2\niex(3)> "} {
		if !strings.Contains(st.Printed(), want) {
			t.Errorf("no %q in\n%s", want, st.Printed())
		}
	}
}

// TestErrorsInABlock checks that an error among several expressions names no frames of the shell.
func TestErrorsInABlock(t *testing.T) {
	st := station.Boot(t, `raise "a"; 1`, "1; 2 = 3; 4")
	opts := term.List(term.Tup(term.Sym("dot_iex"), term.Str("")))
	if _, err := st.M.Call(vm.ModuleAtom("IEx"), term.Intern("start"), opts); err != nil {
		t.Fatal(err)
	}
	want := "** (RuntimeError) a\n    iex:1: (file)\niex(1)> ** (MatchError) no match of right hand side value: 3\n    iex:1: (file)\niex(1)> "
	if !strings.Contains(st.Printed(), want) {
		t.Errorf("no %q in\n%s", want, st.Printed())
	}
}

// TestInterrupt interrupts an endless evaluation. The variables must remain, and the processes that
// end with it are named.
func TestInterrupt(t *testing.T) {
	st := station.Boot(t, "x = 5", "Process.register(spawn_link(fn -> Process.sleep(:infinity) end), :helper); spawn_link(fn -> Process.sleep(:infinity) end); x",
		"send(Process.get(:iex_server), :interrupt); Process.sleep(:infinity)", "x")
	opts := term.List(term.Tup(term.Sym("dot_iex"), term.Str("")))
	if _, err := st.M.Call(vm.ModuleAtom("IEx"), term.Intern("start"), opts); err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(`iex\(3\)> \*\* \(EXIT\) interrupted\nThese processes were linked to the prompt and ended too: (:helper, #PID<0\.\d+\.0>|#PID<0\.\d+\.0>, :helper)\niex\(3\)> 5\niex\(4\)> `)
	if !want.MatchString(st.Printed()) {
		t.Errorf("no %q in\n%s", want, st.Printed())
	}
}

// TestExports checks that exports prints functions in the columns of iex 1.18.
func TestExports(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Listed do
	def a, do: 1
	def a_function_of_a_name_that_takes_more_than_thirty_columns(x), do: x
	def another_function_of_a_name_that_is_as_long_as_that(x), do: x
	def __hidden__, do: 1
	defmacro m(x), do: x
end`)
	st.Eval(t, `IEx.Helpers.exports(Listed)`)
	const want = "m/1                                __hidden__/0                       a/0                                \n" +
		"a_function_of_a_name_that_takes_more_than_thirty_columns/1 another_function_of_a_name_that_is_as_long_as_that/1 \n"
	if got := st.Printed(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := st.Eval(t, `Process.register(self(), :listed); IEx.Helpers.pid(:listed) == self()`); got != "true" {
		t.Errorf("pid/1 of a name gives %s", got)
	}
}

// TestCallbackOfClauses checks that b prints each clause of a callback on its own line.
func TestCallbackOfClauses(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Told do
	@callback tell(:up) :: integer
	@callback tell(:down) :: [integer]
	@callback ask :: atom
end`)
	st.Eval(t, `import IEx.Helpers; b(Told)`)
	if got, want := st.Printed(), "@callback ask() :: atom()\n\n@callback tell(:up) :: integer()\n@callback tell(:down) :: [integer()]\n\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
