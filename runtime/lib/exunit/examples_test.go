package exunit_test

import (
	"strconv"
	"strings"
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestExamples runs doctests. The outputs are those of Elixir 1.18.
func TestExamples(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	st.Eval(t, run)
	st.Eval(t, `defmodule Unshown do
		defstruct [:a]
		defimpl Inspect do
			def inspect(_, _), do: raise("hidden")
		end
	end`)
	for _, c := range []struct{ name, doc, want string }{
		{"right", "    iex> 1 + 1\n    2\n\n    iex> :a\n    :a", "2 doctests, 0 failures"},
		{"wrong", "    iex> n = 1\n    iex> n + 1\n    3",
			"     Doctest failed\n     doctest:\n       iex> n = 1\n       iex> n + 1\n       3\n     code:  n + 1 === 3\n     left:  2\n     right: 3\n     stacktrace:\n       nofile:4: Shown (module)\n"},
		{"a match", "    iex> {:ok, n} = {:error, 1}", "     match (=) failed\n     code:  {:ok, n} = {:error, 1}\n     left:  {:ok, n}\n     right: {:error, 1}\n"},
		{"many lines", "    iex> \"  a\\n b\"\n    \"  a\n     b\"", "1 doctest, 0 failures"},
		{"many lines of code", "    iex> 1 +\n    ...> 1\n    2", "1 doctest, 0 failures"},
		{"a name", "    iex> self()\n    #PID<0.0.0>", "right: \"#PID<0.0.0>\""},
		{"another exception", "    iex> raise \"no\"\n    ** (ArgumentError) no",
			"     Doctest failed: expected exception ArgumentError but got RuntimeError with message \"no\"\n     doctest:\n       iex> raise \"no\"\n       ** (ArgumentError) no\n"},
		{"no code", "    iex> 1 + * 2\n    3", "     Doctest did not compile, got: (SyntaxError) invalid syntax found on nofile:4:6:\n"},
		{"an answer that is no code", "    iex> 1 + 1\n    2 +", "     doctest:\n       iex> 1 + 1\n       2 +\n     stacktrace:\n       nofile:5: Shown (module)\n"},
		{"a value that cannot be shown", "    iex> %Unshown{}\n    #Unshown<>",
			"     got RuntimeError with message:\n\n         \"\"\"\n         hidden\n         \"\"\"\n\n     while inspecting:\n\n         %{__struct__: Unshown, a: nil}\n\n     doctest:\n       iex> %Unshown{}\n       #Unshown<>\n     code: inspect(%Unshown{}) === \"#Unshown<>\"\n     stacktrace:\n       nofile:4: Shown (module)\n"},
		{"the documented file", "    iex> {__DIR__, __ENV__.file}\n    {\".\", \"(for doctest at) nofile\"}", "1 doctest, 0 failures"},
		{"a fence", "  ```\n  iex> 1 + 1\n  2\n  ```\n  iex> 3\n  3", "2 doctests, 0 failures"},
		{"deeper", "    iex> 1\n      1", "indentation level mismatch on doctest line: \"      1\""},
		{"a prompt of a node", "    iex(a@b)1> 1\n    1", "unknown IEx prompt: \"iex(a@b)1> 1\""},
		{"two exceptions", "    iex> raise \"a\"\n    ** (RuntimeError) a\n    iex> raise \"b\"\n    ** (RuntimeError) b", "multiple exceptions in the same doctest example are not supported"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := "  " + strings.ReplaceAll(c.doc, "\n", "\n  ")
			module := "defmodule Shown do\n  @moduledoc false\n  @doc ~S\"\"\"\n" + doc + "\n  \"\"\"\n  def f, do: 1\nend\n"
			out := st.Eval(t, "try do Suite.run("+strconv.Quote(module+"defmodule "+suite+" do\n  use ExUnit.Case\n  doctest Shown\nend\n")+", []) rescue e -> Exception.message(e) end")
			got, err := strconv.Unquote(strings.ReplaceAll(out, "\\#{", "#{"))
			if err != nil {
				t.Fatalf("%s: %v", out, err)
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("want %q in\n%s", c.want, got)
			}
		})
	}
}
