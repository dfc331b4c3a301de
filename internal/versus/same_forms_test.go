package versus

import "fmt"

// This file writes the forms of random programs that are about data, control and messages. Those
// about numbers and lists are in same_test.go.

// form returns one of these forms.
func (g *author) form() string {
	forms := []func() string{
		g.text, g.binary, g.mapping, g.matching, g.attempt, g.messages, g.collected, g.piped, g.clauses, g.nested,
		g.logic, g.keywords, g.shown, g.streamed, g.bits, g.structs,
	}
	return forms[g.r.IntN(len(forms))]()
}

func (g *author) text() string {
	switch g.r.IntN(5) {
	case 0:
		return fmt.Sprintf(`"p#{inspect(%s)}-#{%s}"`, g.expr(), g.pick("depth", `"x"`, ":ok", "1.0e3"))
	case 1:
		return fmt.Sprintf(`(inspect(%s) |> String.%s)`, g.expr(), g.pick("upcase()", "reverse()", "length()", `split(",")`,
			`split(["a", "1"], parts: 2)`, "slice(1..-2//1)", "slice(-3, 2)", "at(1)", `replace("1", "é")`, `trim_leading("{")`,
			"to_charlist()", "graphemes()", `pad_leading(9, "ab")`, "capitalize()", `starts_with?("{")`, "first()", "codepoints()"))
	case 2:
		return fmt.Sprintf(`(case inspect(%s) do "{" <> rest -> rest; <<c, _::binary>> when c in ?0..?9 -> c; other -> %s end)`, g.expr(), g.pick("other", "byte_size(other)", "{other, a}"))
	case 3:
		return fmt.Sprintf(`(inspect(%s) =~ %s)`, g.expr(), g.pick(`~r/\d+/`, `"a"`, `~r/^\[(.*)\]$/`))
	}
	return fmt.Sprintf(`Regex.%s(~r/%s/, inspect(%s))`, g.pick("run", "scan", "split", "named_captures"), g.pick(`(\d)(,)?`, `[a-z]+`, `(?<n>:\w)`, `, `), g.expr())
}

func (g *author) binary() string {
	switch g.r.IntN(4) {
	case 0:
		return fmt.Sprintf("(n = %s; <<n::%s>>)", g.expr(), g.pick("8", "16", "little-16", "signed-8", "float", "utf8", "binary", "size(depth)", "4"))
	case 1:
		return fmt.Sprintf("(n = %s; case <<n::16>> do <<x::signed-8, y::%s>> -> {x, y}; <<x::4, _::bitstring>> -> x end)", g.expr(), g.pick("8", "4", "little-8", "signed-size(8)"))
	case 2:
		return fmt.Sprintf("(<<x::binary-size(%s), r::%s>> = inspect(%s); {x, r})", g.pick("1", "2", "depth"), g.pick("binary", "bitstring", "binary-size(1)"), g.expr())
	}
	return fmt.Sprintf("(for <<x <- inspect(%s)>>, %s, do: x)", g.expr(), g.pick("x > ?2", "x in ~c[123ab]", "rem(x, 2) == 0"))
}

func (g *author) mapping() string {
	m := g.pick("%{a: a, b: b}", "%{a => 1, 2 => b}", "%{depth => %{x: a}}", "Map.new([{a, b}, {:x, depth}])")
	switch g.r.IntN(7) {
	case 0:
		return fmt.Sprintf("%%{%s | %s: %s}", m, g.pick("a", "b", "x"), g.expr())
	case 1:
		return fmt.Sprintf("Map.update(%s, :a, %s, fn x -> %s end)", m, g.leaf(), g.of("x"))
	case 2:
		return fmt.Sprintf("(case %s do %%{a: ^b, b: x} -> {x}; %%{a: x} when x != a -> x; %%{x: x} -> [x]; m -> %s end)", m, g.pick("map_size(m)", "m", "Map.keys(m)"))
	case 3:
		return fmt.Sprintf("%s.%s", m, g.pick("a", "b", "x"))
	case 4:
		return fmt.Sprintf("%s[%s]", m, g.expr())
	case 5:
		return fmt.Sprintf("%s(%s, [%s, :x], %s)", g.pick("put_in", "update_in"), m, g.pick(":a", "depth", "a"), g.pick("1", "fn x -> {x, a} end"))
	}
	return fmt.Sprintf("Enum.%s(%s, fn {k, v} -> %s end)", g.pick("map", "filter", "reject", "group_by", "sort_by", "flat_map", "min_by", "uniq_by", "into_x", "split_while"), m, g.of("k", "v"))
}

func (g *author) matching() string {
	switch g.r.IntN(5) {
	case 0:
		return fmt.Sprintf("(with {:ok, x} <- {%s, %s}, y when y > 1 <- %s do {x, y} else %s end)", g.pick(":ok", "a", ":error"), g.expr(), g.expr(),
			g.pick("{:error, r} -> r; o -> {:o, o}", "n when is_integer(n) -> n + 1; _ -> :none", "[h | _] -> h"))
	case 1:
		return fmt.Sprintf("(cond do %s -> %s; is_list(a) -> %s; true -> :last end)", g.condition(), g.expr(), g.leaf())
	case 2:
		return fmt.Sprintf("({x, y} = {%s, %s}; [y, x])", g.expr(), g.expr())
	case 3:
		return fmt.Sprintf("([x | _] = [%s | %s]; x)", g.leaf(), g.list())
	}
	return fmt.Sprintf("match?(%s, %s)", g.pick("{_, ^a}", "[_ | _]", "x when x > 1", "%{a: _}", "{:ok, _} = _", "<<_, _::binary>>"), g.expr())
}

func (g *author) attempt() string {
	return fmt.Sprintf(`(try do %s rescue %s catch %s %s after %s end)`, g.expr(),
		g.pick("ArithmeticError -> :arith", "e in [ArgumentError, KeyError] -> Exception.message(e) |> String.split(\"\\n\") |> hd()", "e in RuntimeError -> e", "_ -> a"),
		g.pick(":throw, x -> {:thrown, x}", ":exit, r -> {:exit, r}", "x -> {:caught, x}", "kind, {:ball, x} -> {kind, x}"),
		g.pick("", "", "else x when is_integer(x) -> x * 2; y -> {:value, y}", "else 0 -> :zero"),
		g.pick("Process.put(:after, a)", "send(self(), {:late, depth})", ":ignored"))
}

func (g *author) messages() string {
	return fmt.Sprintf("(send(self(), {:m, %s}); receive do {:m, x} %s -> {:got, x}; {:late, y} -> {:late, y} after %s -> %s end)", g.expr(),
		g.pick("", "when is_integer(x)", "when x == a"), g.pick("0", "1"), g.leaf())
}

func (g *author) collected() string {
	return fmt.Sprintf("(for %s <- %s, %s, %s do: %s)", g.pick("x", "{_, x}", "{:ok, x}", "[x | _]", "x when x > 1"), g.pick(g.list(), "[ok: a, error: b, ok: 3]", "[[1], [a, b]]"),
		g.pick("y <- [1, x], y != 2", "y = x", "y <- 1..2", "<<y <- \"ab\">>"),
		g.pick("", "uniq: true,", "into: %{a => 0},", "into: MapSet.new(),", "into: [],", "into: \"\","),
		g.pick("{x, y}", "y", "[y | [x]]", "{y, 1}", "to_string(y)"))
}

func (g *author) piped() string {
	return fmt.Sprintf("(%s |> %s |> %s)", g.list(),
		g.pick("Enum.with_index()", "Enum.chunk_every(2)", "Enum.zip([:x, :y, :z])", "Enum.scan(&{&1, &2})", "Enum.dedup()", "Enum.reverse(b |> List.wrap())",
			"Enum.sort(:desc)", "Enum.frequencies()", "Enum.map_reduce(0, &{&1, &2 + 1})", "Enum.split(1)", "Enum.intersperse(a)", "Enum.slice(1..-1//1)"),
		g.pick("then(&{&1, a})", "inspect()", "tap(fn x -> Process.put(:tapped, x) end)", "is_list()", "Enum.to_list()", "List.flatten()", "Enum.at(-1)", "Enum.max(fn -> :none end)"))
}

func (g *author) clauses() string {
	return fmt.Sprintf("(f = fn 0, y -> y; x, y when %s -> {x, y}; [x | _], ^a -> x; x, _ -> [x] end; f.(%s, %s))", g.pick("x > y", "is_tuple(x)", "x == b or y"), g.expr(), g.expr())
}

func (g *author) nested() string {
	return fmt.Sprintf("(x = %s; g = fn y -> x = {x, y}; %s end; {g.(%s), x})", g.expr(), g.pick("x", "elem(x, 1)", "[x, a]"), g.expr())
}

func (g *author) logic() string {
	if g.r.IntN(4) == 0 { // the macros refuse a literal of another type
		return fmt.Sprintf("(l = %s; r = %s; l %s r)", g.expr(), g.expr(), g.pick("<>", "..", "in", "and", "or"))
	}
	return fmt.Sprintf("(%s %s %s)", g.expr(), g.pick("&&", "||", "in", "not in", "++", "--", "<=", "==="), g.expr())
}

func (g *author) keywords() string {
	list := g.pick("[a: a, b: b]", "[a: 1, a: depth]", "[{a, 1}, {:x, b}]")
	return fmt.Sprintf("%s(%s, %s)", g.pick("Keyword.get", "Keyword.get_values", "Keyword.delete", "Keyword.pop", "List.keyfind_x", "Keyword.has_key?", "Access.get", "List.delete", "Enum.member?"), list, g.pick(":a", ":x", "a"))
}

func (g *author) shown() string {
	return fmt.Sprintf("inspect(%s, %s)", g.expr(), g.pick("limit: 2", "width: 10", "pretty: true, width: 5", "charlists: :as_lists", "base: :hex", "structs: false", "binaries: :as_binaries"))
}

func (g *author) streamed() string {
	return fmt.Sprintf("(%s |> Stream.%s |> Enum.take(%s))", g.pick("1..9", "[a, b, depth]", "Stream.iterate(depth, &(&1 + 1))", "Stream.cycle([a, b])"),
		g.pick("map(&{&1, a})", "take_while(&is_integer/1)", "chunk_every(2, 1)", "with_index(1)", "dedup()", "transform(0, fn x, n -> {[x, n], n + 1} end)", "zip([:p, :q])", "map(&(&1 > 1))", "scan(&{&1, &2})", "drop(1)"),
		g.pick("0", "3", "5"))
}

func (g *author) bits() string {
	return fmt.Sprintf("%s(%s, %s)", g.pick("bsl", "bsr", "bxor", "Integer.mod", "Integer.floor_div", "Integer.gcd", "Integer.pow", "Integer.digits", "Integer.to_string"), g.expr(), g.pick("2", "10", "depth", "b"))
}

func (g *author) structs() string {
	return g.pick("%Box{v: a}", "%{%Box{v: a} | v: b}", "struct(Box, v: b)", "struct!(Box, [{a, 1}])", "%Box{v: b}.v", "(%Box{v: x} = %Box{v: a}; {x})", "match?(%Box{}, b)", "Map.from_struct(%Box{v: a})",
		"%Box{v: a}[:v]", "Enum.to_list(%Box{v: a})", "(case %Box{v: a} do %{v: ^b} -> 1; %name{} -> name end)", "Range.size(1..(if is_integer(b), do: b, else: 3)//2)")
}
