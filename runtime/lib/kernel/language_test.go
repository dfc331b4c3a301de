package kernel_test

import (
	"strconv"
	"testing"

	"lab/runtime/lib/files"
	"lab/runtime/lib/station"
)

// TestLanguage contains an example of each form that lab once rejected or evaluated incorrectly.
// The values are those of Elixir 1.18.
func TestLanguage(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"struct of the module around", `defmodule LA do
				defstruct [:a]
				defmodule In do
					def f(%LA{a: x}), do: x
				end
				defimpl String.Chars do
					def to_string(%@for{a: a}), do: "<#{a}>"
				end
			end
			{LA.In.f(struct(LA, a: 3)), to_string(struct(LA, a: 4))}`, `{3, "<4>"}`},
		{"an alias of a macro", `defmodule LMA do
				defmacro __using__(_), do: quote(do: (alias String.Chars, as: S; alias LMA.Two))
				defmodule Two do
					def two(), do: 2
				end
			end
			defmodule LMB do
				use LMA
				def f(), do: {S.to_string(1), Two.two()}
			end
			LMB.f()`, `{"1", 2}`},
		{"exceptions of syntax", `for(c <- ["%{a | }", "1 +", "foo(]"], do: (try do Code.eval_string(c) rescue e -> inspect(e) end))`,
			`["%SyntaxError{file: \"nofile\", line: 1, column: 7, snippet: \"%{a | }\", description: \"syntax error before: '}'\"}", "%TokenMissingError{file: \"nofile\", line: 1, column: 3, end_line: nil, end_column: nil, snippet: \"1 +\", opening_delimiter: nil, expected_delimiter: nil, description: \"syntax error: expression is incomplete\"}", "%MismatchedDelimiterError{file: \"nofile\", line: 1, column: 4, end_line: 1, end_column: 5, opening_delimiter: :\"(\", closing_delimiter: :\"]\", expected_delimiter: :\")\", snippet: \"foo(]\", description: \"unexpected token: ]\"}"]`},
		{"protocols with defaults", `defprotocol Cut do
				def cut(thing, at \\ 2, how, mark \\ "-")
			end
			defimpl Cut, for: BitString do
				def cut(text, at, how, mark), do: how.(String.split_at(text, at), mark)
			end
			join = fn {a, b}, mark -> a <> mark <> b end
			{[Cut.cut("abcd", join), Cut.cut("abcd", 1, join), Cut.cut("abcd", 3, join, "+")], Cut.__protocol__(:functions), Keyword.get_values(Cut.__info__(:functions), :cut)}`,
			`{["ab-cd", "a-bcd", "abc+d"], [cut: 4], [2, 3, 4]}`},
		{"variables that nothing asks for", `(env = Code.env_for_eval(__ENV__)
			for form <- [quote(do: 7), quote(do: fn -> var!(b) end), quote(do: var!(c) = 3)] do
				{_, left, env} = Code.eval_quoted_with_env(form, [a: 1, b: 2], env, prune_binding: true)
				{left, Macro.Env.vars(env)}
			end)`, `[{[], []}, {[b: 2], [b: nil]}, {[c: 3], [c: nil]}]`},
		{"bitstring in a bitstring", `<<1, <<2, 3>>, rest::binary>> = <<1, 2, 3, 5>>; for(<<(<<x::16>> <- <<0, 1, 0, 2>>)>>, do: x) ++ [rest, <<1, <<2::4>>::bitstring, 3::4>>]`, `[1, 2, <<5>>, <<1, 35>>]`},
		{"an empty bitstring", `{for(<<digit::4 <- <<0x12>> >>, into: <<>>, do: <<digit>>), Base.encode32("page"), Base.decode16("3A")}`, `{<<1, 2>>, "OBQWOZI=", {:ok, ":"}}`},
		{"pinned size", `n = 3; <<v::size(^n), _::bitstring>> = <<170>>; <<x::binary-size(^n), _::binary>> = "abcd"; {v, x}`, `{5, "abc"}`},
		{"sigils are literals", `case {~D[2020-01-02], ~T[10:00:00], ~N[2020-01-02 10:00:00.5], ~U[2020-01-02 10:00:00Z], ["a", "b"]} do
				{~D[2020-01-02], ~T[10:00:00], ~N[2020-01-02 10:00:00.5], ~U[2020-01-02 10:00:00Z], ~w(a b)} -> :same
			end`, ":same"},
		{"sigil with an attribute", `defmodule LB do
				@day ~D[2020-01-02]
				def f(@day), do: true
				def f(d) when d == ~D[2020-01-03], do: :next
				def f(_), do: false
			end
			{LB.f(~D[2020-01-02]), LB.f(~D[2020-01-03]), LB.f(1)}`, "{true, :next, false}"},
		{"no date", `for s <- ["~D[2024-02-30]", "~T[25:00:00]", "~U[2020-01-02 10:00:00+01:00]"], do: (try do Code.eval_string(s) rescue e -> Exception.message(e) end)`,
			`["cannot parse \"2024-02-30\" as Date for Calendar.ISO, reason: :invalid_date", "cannot parse \"25:00:00\" as Time for Calendar.ISO, reason: :invalid_time", "cannot parse \"2020-01-02 10:00:00+01:00\" as UTC DateTime for Calendar.ISO, reason: :non_utc_offset"]`},
		{"in", `defmodule LC do
				@r 6..8
				@l [1, 2.0]
				def f(x) when x in @r, do: :range
				def f(x) when x in @l, do: :list
				def f(x) when x in 10..20//5, do: :step
				def f(x) when x in 3..1//-1, do: :down
				def f(x) when x in [:a | [:b, :c]], do: :cons
				def f(x), do: x in [1 | [x]]
			end
			for x <- [7, 2.0, 15, 3, :c, 9, 7.0], do: LC.f(x)`, "[:range, :list, :step, :down, :cons, true, true]"},
		{"in asks once", `(send(self(), :asked); 2) in 1..3 and Process.info(self(), :message_queue_len)`, "{:message_queue_len, 1}"},
		{"local macro with a default", `defmodule LD do
				defmacrop plus(a, b \\ 10), do: quote(do: unquote(a) + unquote(b))
				def f(x), do: plus(x)
			end
			LD.f(1)`, "11"},
		{"quote with one keyword list", `quote(bind_quoted: [x: 1], do: x) |> Macro.to_string()`, `"x = 1\nx"`},
		{"splicing into a pair", `a = [1]; {quote(do: {0, unquote_splicing(a)}), quote(do: {0, unquote_splicing([1, 2])})}`, "{{:{}, [], [0, 1]}, {:{}, [], [0, 1, 2]}}"},
		{"defdelegate made by names", `defmodule LE do
				@to List
				for f <- [:first, :last], do: defdelegate(unquote(f)(l), to: @to)
				defdelegate unquote(:flat)(l), to: List, as: :flatten
			end
			{LE.first([1, 2]), LE.last([1, 2]), LE.flat([[1]])}`, "{1, 2, [1]}"},
		{"capture of a computed module", `m = fn -> :math end; (&m.().pi/0).() > 3 and Enum.map([[1, [2]]], &List.flatten/1)`, "[[1, 2]]"},
		{"use in a function", `defmodule LF.X do
				defmacro __using__(_), do: quote(do: import(List, only: [first: 1]))
			end
			defmodule LF do
				def f do
					use LF.X
					first([3])
				end
			end
			LF.f()`, "3"},
		{"pipe to the right", `[1, [2]] |> (List.flatten() |> Enum.map(&(&1 * 2)))`, "[2, 4]"},
		{"functions called like special forms", `defmodule LG do
				def import(x), do: {:import, x}
				def with(a, b), do: {a, b}
				def for(a, b \\ 2), do: {a, b}
				def require(a, b \\ []), do: {a, b}
			end
			{LG.import(1), LG.with(1, 2), LG.for(1), LG.require(1)}`, "{{:import, 1}, {1, 2}, {1, 2}, {1, []}}"},
		{"defguard of a macro", `defmodule LH do
				defmacro gen do
					quote do
						defguard is_big(x) when x > 10
						def big?(x) when is_big(x), do: true
						def big?(x), do: is_big(x)
					end
				end
			end
			defmodule LH.N do
				require LH
				LH.gen()
			end
			{LH.N.big?(11), LH.N.big?(1)}`, "{true, false}"},
		{"only atoms name structs", `case %{__struct__: "no"} do %m{} -> m; _ -> :none end`, ":none"},
		{"on_load", `defmodule LI do
				@on_load :start
				defp start, do: :persistent_term.put(:li, :loaded)
				def f, do: :persistent_term.get(:li)
			end
			LI.f()`, ":loaded"},
		{"on_load fails", `try do
				defmodule LJ do
					@on_load :start
					def start, do: :no
				end
			rescue e -> {Exception.message(e) =~ "could not load module LJ due to reason :on_load_failure", Code.ensure_loaded?(LJ)}
			end`, "{true, false}"},
		{"compile_string", `Code.compile_string("defmodule LK do def f, do: 1 end; defmodule LL do end") |> Enum.map(&elem(&1, 0)) |> Enum.sort()`, "[LK, LL]"},
		{"path of nothing", `for s <- ["put_in(nil.x, 1)", "put_in(x, 1)"], do: (try do Code.eval_string(s, x: 1) rescue e -> Exception.message(e) |> String.slice(0, 60) end)`,
			`["expected expression given to put_in/2 to access at least one", "expected expression given to put_in/2 to access at least one"]`},
		{"split with no pattern", `{String.split("a,b", []), String.split("", [], trim: true)}`, `{["a,b"], []}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}

// TestDbg compares the output of dbg/2 with that of Elixir 1.18.
func TestDbg(t *testing.T) {
	st := station.Boot(t)
	if _, err := files.Install(st.M, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ src, want string }{
		{`[1] |> Enum.map(& &1 * 2) |> dbg()`, "[1] #=> [1]\n|> Enum.map(&(&1 * 2)) #=> [2]\n\n"},
		{`dbg(if 1 < 2, do: :a, else: :b)`, "If condition:\n1 < 2 #=> true\n\nIf expression:\nif 1 < 2 do\n  :a\nelse\n  :b\nend #=> :a\n\n"},
		{`dbg(case 2 do 1 -> :one; 2 -> :two end)`, "Case argument:\n2 #=> 2\n\nCase expression (clause #2 matched):\ncase 2 do\n  1 -> :one\n  2 -> :two\nend #=> :two\n\n"},
		{`dbg(cond do true -> 1 end)`, "Cond clause (clause #1 matched):\ntrue #=> true\n\nCond expression:\ncond do\n  true -> 1\nend #=> 1\n\n"},
		{`dbg((x = 1; x + 1))`, "Code block:\n(\n  x = 1 #=> 1\n  x + 1 #=> 2\n)\n\n"},
		{`dbg(with {:ok, v} <- {:ok, 3}, do: v)`, "With clauses:\n{:ok, 3} #=> {:ok, 3}\n\nWith expression:\nwith {:ok, v} <- {:ok, 3} do\n  v\nend #=> 3\n\n"},
		{`a = true; dbg(a and false or true)`, "a #=> true\na and false #=> false\n(a and false) or true #=> true\n\n"},
	} {
		src := `{:ok, io} = StringIO.open(""); leader = Process.group_leader(); Process.group_leader(self(), io); ` + c.src +
			`; Process.group_leader(self(), leader); io |> StringIO.contents() |> elem(1) |> String.split("\n", parts: 2) |> Enum.at(1)`
		if got := st.Eval(t, src); got != strconv.Quote(c.want) {
			t.Errorf("%s\n got %s\nwant %q", c.src, got, c.want)
		}
	}
}
