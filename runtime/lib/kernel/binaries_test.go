package kernel_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestBinaries reads and builds binaries from bytes, characters and texts. The values are those of
// Elixir 1.18.
func TestBinaries(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ src, want string }{
		{`case <<1, 2>> do <<c, rest::binary>> -> {c, rest} end`, `{1, <<2>>}`},
		{`case <<1, 2, 3::4>> do <<c, rest::binary>> -> {c, rest}; _ -> :none end`, `:none`},
		{`case <<1, 2, 3::4>> do <<c, rest::bitstring>> -> {c, rest} end`, `{1, <<2, 3::size(4)>>}`},
		{`case "" do <<c, _::binary>> -> c; "" -> :empty end`, `:empty`},
		{`case "é!" do <<c::utf8, rest::binary>> -> {c, rest} end`, `{233, "!"}`},
		{`case <<255, 1>> do <<c::utf8, _::binary>> -> c; <<c, _::binary>> -> {:byte, c} end`, `{:byte, 255}`},
		{`case <<195>> do <<_::utf8, _::binary>> -> 1; _ -> :cut end`, `:cut`},
		{`case <<0xFFFD::utf8>> do <<c::utf8>> -> c end`, `65533`},
		{`case "key=1" do <<"key=", v::binary>> -> v end`, `"1"`},
		{`case "key" do <<"key=", v::binary>> -> v; _ -> :none end`, `:none`},
		{`case "aa" do <<x, x>> -> x end`, `97`},
		{`case "ab" do <<x, x>> -> x; _ -> :differ end`, `:differ`},
		{`case "abc" do <<?a, _, ?c>> -> :yes end`, `:yes`},
		{`case "abcd" do <<?a, _, ?c>> -> :yes; _ -> :longer end`, `:longer`},
		{`case "a" do <<256>> -> 1; <<x>> -> x end`, `97`},
		{`x = "bc"; case "abc" do <<c, ^x::binary>> -> c; _ -> :no end`, `97`},
		{`case 1.5 do <<_, _::binary>> -> 1; _ -> :float end`, `:float`},
		{`case {} do "" -> 1; {} -> 2 end`, `2`},
		{`case "" do {} -> 1; <<>> -> 2 end`, `2`},
		{`<<300, -1>>`, `<<44, 255>>`},
		{`for x <- [2.0 ** -25, 2.0 ** -24 * 1.5, 1.00048828125, 1.00146484375, 65519.0, 65520.0, -0.0, 70000], do: <<x::float-16>>`,
			`[<<0, 0>>, <<0, 2>>, <<60, 0>>, <<60, 2>>, <<123, 255>>, <<124, 0>>, <<128, 0>>, <<124, 0>>]`},
		{`x = 2 ** 1023; <<x::float>>`, `<<127, 224, 0, 0, 0, 0, 0, 0>>`},
		{`x = 2 ** 1024 - 1; try do <<x::float>> rescue e -> String.replace(e.message, to_string(x), "x") end`,
			`"construction of binary failed: segment 1 of type 'float': the value x is outside the range expressible as a float"`},
		{`<<"a", "é"::utf8, "b"::utf16>>`, `<<97, 195, 169, 0, 98>>`},
		{`x = "a"; for f <- [fn -> <<x::utf8>> end, fn -> <<1, x::utf16>> end], do: (try do f.() rescue e -> e.message end)`,
			`["construction of binary failed: segment 1 of type 'utf8': expected a non-negative integer encodable as utf8 but got: \"a\"", ` +
				`"construction of binary failed: segment 2 of type 'utf16': expected a non-negative integer encodable as utf16 but got: \"a\""]`},
		{`x = <<1::3>>; for f <- [fn -> <<x::binary>> end, fn -> <<1, x::binary-unit(4)>> end, fn -> <<x::bits-size(9)>> end], do: (try do f.() rescue e -> e.message end)`,
			`["construction of binary failed: segment 1 of type 'binary': the size of the value <<1::size(3)>> is not a multiple of the unit for the segment", ` +
				`"construction of binary failed: segment 2 of type 'binary': the size of the value <<1::size(3)>> is not a multiple of the unit for the segment", ` +
				`"construction of binary failed: segment 1 of type 'binary': the value <<1::size(3)>> is shorter than the size of the segment"]`},
		{`x = <<1::3>>; <<x::binary-unit(1)>>`, `<<1::size(3)>>`},
		{`x = "a"; try do <<x::binary-unit(16)>> rescue e -> e.__struct__ end`, `ArgumentError`},
		{`n = 4611686018427387904; try do <<1::size(n)-unit(4)>> rescue e -> e.__struct__ end`, `ArgumentError`},
		{`n = 4611686018427387904; case "" do <<_::size(n)-unit(4)>> -> 1; <<_::size(4611686018427387904)-unit(4)>> -> 2; _ -> 3 end`, `3`},
		{`<<"a", 98, "c">>`, `"abc"`},
		{`a = "x"; {<<a::binary, 256 + 65>>, <<955::utf8, a::binary>>, <<a::binary, 0x10FFFF::utf8>>}`, `{"xA", "λx", "x􏿿"}`},
		{`case <<5::3>> do <<>> -> 1; <<x::3>> -> x end`, `5`},
		{`{"" == <<>>, <<1::1>> == <<1::1>>, "a" == <<97>>, <<1::1>> < "a"}`, `{true, true, true, false}`},
		{`for <<c <- <<1, 2, 3::4>> >>, do: c`, `[1, 2]`},
		{`for <<c::utf8 <- "aé!">>, do: c`, `[97, 233, 33]`},
		{`for <<c::utf8 <- <<97, 255, 98>> >>, do: c`, `~c"a"`},
		{`for <<?a, x <- "a1a2b3">>, do: x`, `~c"12"`},
		{`for <<a, b <- "abcde">>, do: {a, b}`, `[{97, 98}, {99, 100}]`},
		{`for <<"k", x <- "k1k2">>, into: "", do: <<x>>`, `"12"`},
	} {
		t.Run(c.src, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("%s, not %s", got, c.want)
			}
		})
	}
}

// TestRefusedSegments checks which invalid segment the error names, as in OTP 25. An invalid
// segment that is a whole binary is named before other invalid segments, unless it is the first
// segment.
func TestRefusedSegments(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Page do
  def around(a, n, b), do: <<a::binary, n, b::binary>>
  def after_byte(n, a), do: <<n, a::binary>>
  def cut(n, a), do: <<n, a::binary-size(2)>>
end`)
	for call, want := range map[string]string{
		`Page.around(:a, :n, :b)`:          "segment 3 of type 'binary': expected a binary but got: :b",
		`Page.around("a", :n, "b")`:        "segment 2 of type 'integer': expected an integer but got: :n",
		`Page.after_byte(:n, :a)`:          "segment 2 of type 'binary': expected a binary but got: :a",
		`Page.cut(:n, :a)`:                 "segment 1 of type 'integer': expected an integer but got: :n",
		`Page.after_byte(1, <<5::7>>)`:     "segment 2 of type 'binary': the size of the value <<5::size(7)>> is not a multiple of the unit for the segment",
		`Page.around(<<5::7>>, 7, "back")`: "segment 1 of type 'binary': the size of the value <<5::size(7)>> is not a multiple of the unit for the segment",
	} {
		got := st.Eval(t, "try do "+call+" rescue e -> Exception.format_banner(:error, e, __STACKTRACE__) end")
		if want = `"** (ArgumentError) construction of binary failed: ` + want + `"`; got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}

// TestSegmentsAreEvaluatedOnce builds binaries with segments that have an effect, also if a value
// is large, invalid or not a whole number of bytes. The values and errors are those of Elixir 1.18.
func TestSegmentsAreEvaluatedOnce(t *testing.T) {
	st := station.Boot(t)
	st.Eval(t, `defmodule Once do
  def byte(n), do: <<:erlang.put(:k, "new")::binary, n>>
  def char(n), do: <<:erlang.put(:k, "new")::binary, n::utf8>>
  def later(n), do: <<n, :erlang.put(:k, "new")::binary>>
  def bits(a), do: <<a::binary, :erlang.put(:k, 1)::binary, 1::1>>
  def text(a, n), do: <<a::binary, n::8, :erlang.put(:k, "new")::binary>>
end`)
	const failed = "construction of binary failed: segment "
	for call, want := range map[string]string{
		`Once.byte(1_000_000_000_000_000_000_001)`:  `{<<111, 108, 100, 1>>, "new"}`,
		`Once.byte(-1_000_000_000_000_000_000_001)`: `{<<111, 108, 100, 255>>, "new"}`,
		`Once.byte(:x)`:         `{"` + failed + `2 of type 'integer': expected an integer but got: :x", "new"}`,
		`Once.char(233)`:        `{"oldé", "new"}`,
		`Once.char(0xD800)`:     `{"` + failed + `2 of type 'utf8': expected a non-negative integer encodable as utf8 but got: 55296", "new"}`,
		`Once.later(:x)`:        `{"` + failed + `1 of type 'integer': expected an integer but got: :x", "new"}`,
		`Once.bits("a")`:        `{<<97, 111, 108, 100, 1::size(1)>>, 1}`,
		`Once.bits(<<1::3>>)`:   `{"` + failed + `1 of type 'binary': the size of the value <<1::size(3)>> is not a multiple of the unit for the segment", 1}`,
		`Once.text("a", :x)`:    `{"` + failed + `2 of type 'integer': expected an integer but got: :x", "new"}`,
		`Once.text(:nobin, :x)`: `{"` + failed + `1 of type 'binary': expected a binary but got: :nobin", "new"}`,
	} {
		got := st.Eval(t, `Process.put(:k, "old"); {try do `+call+` rescue e -> Exception.message(e) end, Process.get(:k)}`)
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
