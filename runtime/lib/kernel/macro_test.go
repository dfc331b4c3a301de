package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// The expected values are those of Elixir 1.18.
func TestMacro(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"pipe", `Macro.to_string(Macro.pipe(1, quote(do: M.f(2)), -1))`, `"M.f(2, 1)"`},
		{"pipe refuses", `for q <- [quote(do: p - q), quote(do: not p), quote(do: p..q), quote(do: -p), quote(do: p[:q]), quote(do: fn p -> p end), {:unquote, [], []}, {1, 2}, quote(do: <<p>>)], do: (try do Macro.pipe(0, q, 0) rescue e -> e |> Exception.message() |> String.split("\n") |> hd() |> String.slice(0, 60) end)`,
			`["cannot pipe 0 into p - q, the :- operator can only take one ", "cannot pipe 0 into not p, the :not operator can only take on", "cannot pipe 0 into p..q, the :.. operator can only take two ", "piping into a unary operator is not supported, please use th", "wrong operator precedence when piping into bracket-based acc", "cannot pipe 0 into an anonymous function without calling the", "cannot pipe 0 into the special form unquote/1 since unquote/", "cannot pipe 0 into {1, 2}, can only pipe into local calls fo", "cannot pipe 0 into <<p>>, can only pipe into local calls foo"]`},
		{"quote within quote", `y = 5; quote do quote bind_quoted: [x: unquote(y)] do x + unquote(z) end end`, `{:quote, [context: Elixir], [[bind_quoted: [x: 5]], [do: {:+, [context: Elixir, imports: [{1, Kernel}, {2, Kernel}]], [{:x, [], Elixir}, {:unquote, [], [{:z, [], Elixir}]}]}]]}`},
		{"bindings of a quote within a quote", `defmodule Q0 do
  defmacrop twice(arg) do
    quote bind_quoted: [arg: arg] do
      quote bind_quoted: [arg: arg], do: String.duplicate(arg, 2)
    end
  end

  defmacro made, do: twice("foo")
end
defmodule Q1 do
  require Q0
  def f, do: Q0.made()
end
Q1.f()`, `"foofoo"`},
		{"values with their own text", `defmodule Q2 do
  defstruct [:n]
  defimpl Inspect, do: (def inspect(q, _), do: String.duplicate("#", q.n) <> ">")
end
q = struct(Q2, n: 3)
for v <- [q, {1, q, 2}, %{k: q}, %URI{path: "p"}, struct(Q2, n: 300)], do: {:f, [], [1, [v: v]]} |> Macro.to_string() |> String.slice(0, 40)`,
			`["f(1, v: ###>)", "f(1, v: {1, ###>, 2})", "f(1, v: %{k: ###>})", "f(1,\n  v: %URI{scheme: nil, userinfo: ni", "f(1,\n  v:\n    ##########################"]`},
		{"a value with its own text, in a block", `{:__block__, [], [{:x, [], nil}, {:+, [], ["ѯ", 1]}]} |> Macro.to_string() |> then(&[&1, Macro.to_string({:__block__, [], [1, struct(Q2, n: 1)]})])`, `["x\n\"ѯ\" + 1", "1\n#>"]`},
		{"operators", `for {n, a} <- [-: 1, -: 2, -: 3, ..: 0, "..//": 3, in: 2, "//": 2, "not in": 2, .: 2, f: 1], do: Macro.operator?(n, a)`, `[true, true, false, true, true, true, false, false, true, false]`},
		{"bits", `Macro.escape(<<9, 6::5>>)`, `{:<<>>, [], [{:"::", [], [1, {:size, [], [5]}]}, {:"::", [], ["&", {:binary, [], nil}]}]}`},
		{"bits come back", `(fn b -> {^b, []} = Code.eval_quoted(Macro.escape(b)); :same end).(<<1, 2, 3, 7::3>>)`, `:same`},
		{"functions", `Macro.to_string(Macro.escape(&Map.get/2))`, `"&Map.get/2"`},
		{"with unquotes", `u = {:unquote, [], [quote(do: 1 + 1)]}
			for t <- [u, [u], {u, 1}, %{a: [u]}, %{u => 1}, %{a: [{:unquote_splicing, [], [[1, 2]]}]}, {:f, [], [<<1::3>>]}], do: t |> Macro.escape(unquote: true) |> Macro.to_string()`,
			`["1 + 1", "[1 + 1]", "{1 + 1, 1}", "%{a: [1 + 1]}", "%{(1 + 1) => 1}", "%{a: :elixir_quote.list([1, 2], [])}", "{:f, [], [<<1::size(3), \"\"::binary>>]}"]`},
		{"with unquotes, in a struct", `%URI{path: {:unquote, [], [:p]}} |> Macro.escape(unquote: true) |> Code.eval_quoted() |> elem(0) |> Map.get(:path)`, `:p`},
		{"pruned", `Macro.escape({:f, [line: 2, counter: 3], [{:x, [column: 1, no_parens: true], nil}]}, prune_metadata: true)`, `{:{}, [], [:f, [line: 2], [{:{}, [], [:x, [no_parens: true], nil]}]]}`},
		{"not escaped", `for v <- [[make_ref()], %{k: make_ref()}, {fn -> 1 end, 2}], do: (try do Macro.escape(v) rescue e -> Regex.replace(~r/<[^>]*>|/, Exception.message(e), "") |> String.slice(0, 40) end)`,
			`["cannot escape #Reference. The supported ", "%{k: #Reference} contains a reference (#", "cannot escape #Function. The supported v"]`},
		{"literals", `for q <- [quote(do: <<1, "p"::utf8>>), quote(do: <<1::size(3)-unit(2)>>), quote(do: <<1::4*8>>), quote(do: <<p>>), quote(do: <<1::size(p)>>), quote(do: <<1::p()>>), quote(do: -1)], do: Macro.quoted_literal?(q)`, `[true, true, true, false, false, false, false]`},
		{"names", `for n <- ["HTTP_API", "_read__file_", "to_2d", "p/q_r", "read_FILE"], do: Macro.camelize(n)`, `["HTTP_API", "ReadFile", "To2d", "P.QR", "Read_FILE"]`},
		{"names back", `for n <- ["HTTPServer", "A.BC", "Ärger"], do: Macro.underscore(n)`, `["http_server", "a/bc", "Ärger"]`},
		{"odd names back", `for n <- ["Foo-Bar", "éFoo", "a..B", "X/Y"], do: Macro.underscore(n)`, `["foo-_bar", "é_foo", "a/._b", "x/_y"]`},
		{"odd modules", `for n <- ["a_/b", "//c", "a_", "_/x_1"], do: Macro.camelize(n)`, `["A_.B", "/.C", "A", "/x1"]`},
		{"path from above", `{Macro.path([a: 1], &is_list/1), Macro.path(quote(do: f(g(1), 1)), &(&1 == 1))}`, `{[[a: 1]], [1, {:g, [], [1]}, {:f, [], [{:g, [], [1]}, 1]}]}`},
		{"characters without a glyph", `Macro.to_string("a\u200Db\uFEFF\u00A0")`, `"\"a\\u200Db\\uFEFF\\u00A0\""`},
		{"floats", `Macro.to_string([1000.0, 1.0e10, 1.5e-7])`, `"[1000.0, 10_000_000_000.0, 1.5e-7]"`},
		{"validity", `for v <- [{:f, [], [%{}]}, [1, {2, {}}], {[%{1 => 2}], [], []}, {1, [], []}, &is_map/1], do: Macro.validate(v)`, `[{:error, %{}}, {:error, {}}, {:error, %{1 => 2}}, :ok, :ok]`},
		{"environment in patterns", `for c <- [nil, :match], do: Macro.expand_once(quote(do: __ENV__.line), %{__ENV__ | context: c, line: 7}) |> is_integer()`, `[true, false]`},
		{"operators of other arities", `for q <- [{:^, [], [1, 2]}, {:not, [], [1, 2]}, {:+, [], [1, 2, 3]}, {{:., [], [Access, :get]}, [], [{:x, [], nil}, "a"]}, {{:., [], [{:x, [], nil}, "f"]}, [], []}], do: Macro.to_string(q)`,
			`["^(1, 2)", "not(1, 2)", "+(1, 2, 3)", "x[\"a\"]", "x . \"f\"()"]`},
		{"a module's own macros", `defmodule OwnMacros do
  defmacro twice(x), do: {:*, [], [2, x]}
  def env, do: __ENV__
end
Macro.expand_once(quote(do: twice(3)), OwnMacros.env())`, `{:*, [], [2, 3]}`},
		{"an environment, shown", `inspect(__ENV__, limit: 2)`, `"#Macro.Env<aliases: [], context: nil, ...>"`},
		{"written in the older way", `for q <- [quote(do: if(a, do: b + 1, else: -(c * 2))), quote(do: fn x, y when x > y -> x.f(1, k: 2) end), quote(do: (a <> "b#{c}") |> d()), quote(do: %S{m | t: <<1::8, 2::size(4)-unit(2)>>}), quote(do: &(&1 + ~r/a/i[:k])), quote(do: [h | not (e in f)])], do: Macro.to_string(q, fn _, text -> text end)`,
			`["if(a) do\n  b + 1\nelse\n  -(c * 2)\nend", "fn (x, y) when x > y -> x.f(1, k: 2) end", "a <> \"b\#{c}\" |> d()", "%S{m | t: <<1::8, 2::size(4)-unit(2)>>}", "&(&1 + ~r/a/i[:k])", "[h | e not in f]"]`},
		{"written through a function", `Macro.to_string(quote(do: f(a, b: [1])), fn {:a, _, _}, _ -> "A"; 1, text -> "one" <> text; _, text -> text end)`, `"f(A, b: [one1])"`},
		{"generated by a macro of one's own", `for q <- [quote(do: OwnMacros.twice(x)), quote(generated: true, do: OwnMacros.twice(x))], do: elem(Macro.expand_once(q, %{OwnMacros.env() | requires: [Kernel, OwnMacros]}), 1)[:generated]`, `[nil, true]`},
		{"the file of evaluated code", `for env <- [[file: "told.ex"], %{__ENV__ | file: "told.ex"}], do: elem(Code.eval_string("{__ENV__.file, __DIR__}", [], env), 0)`, `[{"told.ex", "."}, {"told.ex", "."}]`},
		{"a step of unless", `Macro.expand_once(quote(do: unless(a, do: 1)), __ENV__) |> Macro.to_string()`, `"if a do\n  nil\nelse\n  1\nend"`},
		{"a step of if", `Macro.expand_once(quote(do: if(a, do: 1)), __ENV__) |> Macro.to_string()`, `"case a do\n  x when Kernel.in(x, [false, nil]) -> nil\n  _ -> 1\nend"`},
		{"a step of or", `Macro.expand_once(quote(do: a or b), __ENV__) |> Macro.to_string()`, `"case a do\n  false -> b\n  true -> true\n  other -> :erlang.error({:badbool, :or, other})\nend"`},
		{"a step of in", `Macro.expand_once(quote(do: f() in [1, 2, 3]), __ENV__) |> Macro.to_string()`, `"var = f()\n\n:erlang.orelse(\n  :erlang.orelse(:erlang.\"=:=\"(var, 1), :erlang.\"=:=\"(var, 2)),\n  :erlang.\"=:=\"(var, 3)\n)"`},
		{"generated", `{_, meta, _} = Macro.expand_once(quote(generated: true, do: a || b), __ENV__); meta[:generated]`, `true`},
		{"order of tap", `tap((send(self(), :value); 1), (send(self(), :fun); fn _ -> 2 end)); for _ <- 1..2, do: (receive do m -> m end)`, `[:fun, :value]`},
		{"alias of this module", `Macro.expand_once(quote(do: __MODULE__.P.Q), %{__ENV__ | module: M})`, `M.P.Q`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.src, got, c.want)
			}
		})
	}
}
