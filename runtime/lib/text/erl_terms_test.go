package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestErlangTerms compares scanned and parsed terms and input with those of Erlang/OTP 25.
func TestErlangTerms(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"tokens", `:erl_scan.string(~c"go(X, 'a b') -> $z; 16#1F =:= 2_5.\n", 3)`,
			`{:ok, [{:atom, 3, :go}, {:"(", 3}, {:var, 3, :X}, {:",", 3}, {:atom, 3, :"a b"}, {:")", 3}, {:->, 3}, {:char, 3, 122}, {:";", 3}, {:integer, 3, 31}, {:"=:=", 3}, {:integer, 3, 25}, {:dot, 3}], 4}`},
		{"columns", `:erl_scan.string(~c"if\n  \"a\\tb\"", {1, 1})`, `{:ok, [{:if, {1, 1}}, {:string, {2, 3}, ~c"a\tb"}], {2, 9}}`},
		{"no tokens", `for text <- [~c"'open", ~c"40#1", ~c"2#2", ~c"$", ~c"1.0e999"], do: :erl_scan.string(text)`,
			`[{:error, {1, :erl_scan, {:string, 39, ~c"open"}}, 1}, {:error, {1, :erl_scan, {:base, 40}}, 1}, {:error, {1, :erl_scan, {:illegal, :integer}}, 1}, {:error, {1, :erl_scan, :char}, 1}, {:error, {1, :erl_scan, {:illegal, :float}}, 1}]`},
		{"tokens in pieces", `({:more, c} = :erl_scan.tokens([], ~c"{one", 1); :erl_scan.tokens(c, ~c"s}.\nmore", 1))`,
			`{:done, {:ok, [{:"{", 1}, {:atom, 1, :ones}, {:"}", 1}, {:dot, 1}], 2}, ~c"more"}`},
		{"terms", `for text <- [~c"{a, [1, 2.5 | -3], \"x\" \"y\"}.", ~c"<<\"hey\", 7:16>>.", ~c"fun lists:map/2.", ~c"[]."] do
				{:ok, tokens, _} = :erl_scan.string(text)
				:erl_parse.parse_term(tokens)
			end`, `[ok: {:a, [1, 2.5 | -3], ~c"xy"}, ok: <<104, 101, 121, 0, 7>>, ok: &:lists.map/2, ok: []]`},
		{"a map", `({:ok, tokens, _} = :erl_scan.string([?# | ~c"{k => {}}."]); :erl_parse.parse_term(tokens))`, `{:ok, %{k: {}}}`},
		{"no terms", `for text <- [~c"{a, ]}.", ~c"X.", ~c"f(1).", ~c"a b.", ~c"{a"] do
				{:ok, tokens, _} = :erl_scan.string(text)
				{:error, {1, :erl_parse, said}} = :erl_parse.parse_term(tokens)
				List.to_string(said)
			end`, `["syntax error before: ']'", "bad term", "bad term", "syntax error before: b", "syntax error before: "]`},
		{"input by a format", `for {f, s} <- [{~c"~d-~d", ~c"10-20!"}, {~c"~s ~f", ~c"pi 3.14"}, {~c"~a~*d~2c", ~c"on 7xyz"}, {~c"~16u", ~c"c0"}, {~c"~d", ~c"q"}, {~c"~d", ~c" "}, {~c"no", ~c"ni"}], do: :io_lib.fread(f, s)`,
			`[{:ok, [10, 20], ~c"!"}, {:ok, [~c"pi", 3.14], []}, {:ok, [:on, ~c"xy"], ~c"z"}, {:ok, [192], []}, {:error, {:fread, :integer}}, {:more, ~c"~d", 1, []}, {:error, {:fread, :input}}]`},
		{"a device is read so", `({:ok, io} = StringIO.open("4 5\n{six, 7}. eight(1)."); {:io.fread(io, "", ~c"~d"), :io.fread(io, "", ~c"~d"), :io.read(io, ""), :io.read(io, ""), :io.read(io, "")})`,
			`{{:ok, [4]}, {:ok, [5]}, {:ok, {:six, 7}}, {:error, {1, :erl_parse, ~c"bad term"}}, :eof}`},
		{"several requests", `({:ok, io} = StringIO.open("ab"); {:io.requests(io, [{:put_chars, :unicode, "x"}, {:get_chars, :unicode, "", 1}]), StringIO.contents(io)})`, `{"a", {"b", "x"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
