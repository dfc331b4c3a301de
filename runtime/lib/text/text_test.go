package lib

import (
	"testing"

	"lab/runtime/term"
)

func TestString(t *testing.T) {
	check(t, []want{
		{"lab_string", "length", []any{"e\u0301a👨\u200d👩\u200d👧"}, "3"},
		{"lab_string", "length", []any{"\xffa"}, "2"},
		{"lab_string", "graphemes", []any{"a\r\n🇩🇪🇫🇷"}, `["a", "\r\n", "🇩🇪", "🇫🇷"]`},
		{"lab_string", "codepoints", []any{"é\xff"}, `["é", <<255>>]`},
		{"lab_string", "next_grapheme", []any{""}, "nil"},
		{"lab_string", "upcase", []any{"straße ﬁ"}, `"STRASSE FI"`},
		{"lab_string", "downcase", []any{"ÀΣΑΣ İ"}, "\"àσασ i\u0307\""},
		{"lab_string", "downcase", []any{"ΣΑΣ", atom("greek")}, `"σας"`},
		{"lab_string", "upcase", []any{"iı", atom("turkic")}, `"İI"`},
		{"lab_string", "capitalize", []any{"ǆx ÉCOLE"}, `"ǅx école"`},
		{"lab_string", "capitalize", []any{"ßa"}, `"Ssa"`},
		{"lab_string", "trim", []any{"  a\u00a0\u3000\n "}, `"a"`},
		{"lab_string", "split", []any{" a b\u00a0 c "}, "[\"a\", \"b\u00a0\", \"c\"]"},
		{"lab_string", "slice", []any{"héllo", -3, 2}, `"ll"`},
		{"lab_string", "slice", []any{"hello", -10, 3}, `"hel"`},
		{"lab_string", "at", []any{"abc", -1}, `"c"`},
		{"lab_string", "reverse", []any{"e\u0301a"}, "\"ae\u0301\""},
		{"lab_string", "printable?", []any{"a\x00"}, "false"},
		{"lab_string", "printable?", []any{"abc\x01", 2}, "true"},
		{"lab_string", "length", []any{1}, "error :function_clause"},
		{"lab_integer", "parse", []any{"12abc"}, `{12, "abc"}`},
		{"lab_integer", "parse", []any{"-"}, ":error"},
		{"lab_integer", "parse", []any{"1_000"}, `{1, "_000"}`},
		{"lab_float", "parse", []any{"1.5e"}, `{1.5, "e"}`},
		{"lab_float", "parse", []any{"12"}, `{12.0, ""}`},
		{"lab_float", "parse", []any{".5"}, ":error"},
		{"lab_float", "round", []any{2.675, 2}, "2.67"},
		{"lab_float", "round", []any{-0.5}, "-1.0"},
		{"lab_float", "ceil", []any{1.234, 2}, "1.24"},
		{"lab_float", "floor", []any{1.1, 1}, "1.1"},
		{"lab_float", "ratio", []any{-3.14}, "{-7070651414971679, 2251799813685248}"},
	})
}

func TestBinary(t *testing.T) {
	global := []any{atom("global")}
	check(t, []want{
		{"binary", "split", []any{"a,b;c", []any{",", ";"}, global}, `["a", "b", "c"]`},
		{"binary", "split", []any{"a", "b", []any{atom("x")}}, "error :badarg errors were found at the given arguments:\n\n  * 3rd argument: invalid options\n"},
		{"binary", "split", []any{",a,", ",", []any{atom("global"), atom("trim_all")}}, `["a"]`},
		{"binary", "match", []any{"abcd", []any{"bc", "b"}}, "{1, 2}"},
		{"binary", "matches", []any{"aXbX", "X"}, "[{1, 1}, {3, 1}]"},
		{"binary", "replace", []any{"abc", "b", "xy", []any{tuple{atom("insert_replaced"), 1}}}, `"axbyc"`},
		{"binary", "at", []any{"abc", 5}, "error :badarg"},
		{"unicode", "characters_to_binary", []any{"\xff\x01"}, `{:error, "", <<255, 1>>}`},
		{"unicode", "characters_to_binary", []any{"a\xe2\x82"}, `{:incomplete, "a", <<226, 130>>}`},
		{"unicode", "characters_to_binary", []any{"h€", atom("utf8"), atom("latin1")}, `{:error, "h", "€"}`},
		{"unicode", "characters_to_list", []any{"hé"}, "[104, 233]"},
		{"base64", "encode", []any{"hello"}, `"aGVsbG8="`},
		{"base64", "decode", []any{"aGVs bG8="}, `"hello"`},
		{"math", "log", []any{0}, "error :badarith"},
		{"math", "sqrt", []any{atom("a")}, args1 + "not a number\n"},
		{"calendar", "day_of_the_week", []any{2024, 1, 1}, "1"},
		{"calendar", "gregorian_seconds_to_datetime", []any{0}, "{{0, 1, 1}, {0, 0, 0}}"},
	})
}

func TestFormatErlang(t *testing.T) {
	tests := []struct {
		format string
		args   []any
		want   string
	}{
		{"~w ~p~n", []any{[]any{97, 98}, []any{97, 98}}, "[97,98] \"ab\"\n"},
		{"~p", []any{tuple{atom("Ab"), "hé", 1.0}}, `{'Ab',<<"hé"/utf8>>,1.0}`},
		{"~g ~g ~e ~f ~.2f ~10.3f|", []any{1.0, 1.0e10, 1.5, 1.5, 1.555, 1.5}, "1.00000 1.00000e+10 1.50000e+0 1.500000 1.55      1.500|"},
		{"~-5s|~5s|~3.3.0B|~.16b|~.16#|", []any{"ab", "cd", 4, 255, 255}, "ab   |   cd|011|ff|16#FF|"},
		{"~c~3c~~", []any{97, 98}, "abbb~"},
		{"~ts", []any{"é"}, "é"},
		{"~3s|", []any{"abcdef"}, "abc|"},
		{"~2b", []any{123}, "**"},
		{"~i~w", []any{1, 2}, "2"},
	}
	for _, tt := range tests {
		got, err := FormatErlang(tt.format, terms(tt.args))
		if err != nil || got != tt.want {
			t.Errorf("format(%q, %v) = %q, %v; want %q", tt.format, tt.args, got, err, tt.want)
		}
	}
	for _, bad := range []string{"~w", "~q", "~"} {
		if got, err := FormatErlang(bad, nil); err == nil {
			t.Errorf("format(%q) = %q; want an error", bad, got)
		}
	}
}

func TestRe(t *testing.T) {
	capture := func(what, as any) []any { return []any{tuple{atom("capture"), what, as}} }
	binary := capture(atom("all"), atom("binary"))
	check(t, []want{
		{"re", "run", []any{"abc", "b"}, "{:match, [{1, 1}]}"},
		{"re", "run", []any{"abcabc", "(a)(x)?(c)?b", []any{atom("global")}}, "{:match, [[{0, 2}, {0, 1}], [{3, 2}, {3, 1}]]}"},
		{"re", "run", []any{"abc", "(a)|(b)", append(binary, atom("global"))}, `{:match, [["a", "a"], ["b", "", "b"]]}`},
		{"re", "run", []any{"abcabc", "(a)(x)?b(c)", capture([]any{0, 2, 1}, atom("index"))}, "{:match, [{0, 3}, {-1, 0}, {0, 1}]}"},
		{"re", "run", []any{"abcabc", "(?<z>a)b(?<y>c)", capture(atom("all_names"), atom("binary"))}, `{:match, ["c", "a"]}`},
		{"re", "run", []any{"abc", "", []any{atom("global")}}, "{:match, [[{0, 0}], [{1, 0}], [{2, 0}], [{3, 0}]]}"},
		{"re", "run", []any{"héllo", "l"}, "{:match, [{3, 1}]}"},
		{"re", "run", []any{"héllo", "é", []any{atom("unicode")}}, "{:match, [{1, 2}]}"},
		{"re", "run", []any{"abc", "b", []any{tuple{atom("offset"), 2}}}, ":nomatch"},
		{"re", "run", []any{"aaab", "a++b", binary}, `{:match, ["aaab"]}`},
		{"re", "run", []any{"aa", `(a)\g1`, binary}, `{:match, ["aa", "a"]}`},
		{"re", "run", []any{"aa", `(?P<x>a)(?P=x)`, binary}, `{:match, ["aa", "a"]}`},
		{"re", "run", []any{"12ab", `[[:alpha:]]+`, binary}, `{:match, ["ab"]}`},
		{"re", "run", []any{"a\r\n", `\R`, binary}, `{:match, ["\r\n"]}`},
		{"re", "run", []any{"a.b", `\Qa.b\E`, binary}, `{:match, ["a.b"]}`},
		{"re", "run", []any{"ab b", `(?<!a)b`, []any{}}, "{:match, [{3, 1}]}"},
		{"re", "run", []any{"aaa", "a+", append(binary, atom("ungreedy"))}, `{:match, ["a"]}`},
		{"re", "run", []any{"ab", "a b # c", append(binary, atom("extended"))}, `{:match, ["ab"]}`},
		{"re", "run", []any{"a\n", "a$", binary}, `{:match, ["a"]}`},
		{"re", "run", []any{"abc", 1}, "error :badarg errors were found at the given arguments:\n\n  * 2nd argument: neither an iodata term nor a compiled regular expression\n"},
		{"re", "split", []any{"a,b,c", ","}, `["a", "b", "c"]`},
		{"re", "replace", []any{"abc", "b", "[&]", []any{tuple{atom("return"), atom("binary")}}}, `"a[b]c"`},
		{"re", "compile", []any{"("}, "{:error, {~c\"missing )\", 1}}"},
		{"re", "compile", []any{"a)"}, "{:error, {~c\"unmatched parentheses\", 1}}"},
		{"re", "compile", []any{"[a"}, "{:error, {~c\"missing terminating ] for character class\", 2}}"},
		{"re", "compile", []any{"*"}, "{:error, {~c\"nothing to repeat\", 0}}"},
		{"re", "compile", []any{"a**"}, "{:error, {~c\"nothing to repeat\", 2}}"},
		{"re", "compile", []any{"a{2,1}"}, "{:error, {~c\"numbers out of order in {} quantifier\", 5}}"},
		{"re", "compile", []any{"[z-a]"}, "{:error, {~c\"range out of order in character class\", 3}}"},
		{"re", "compile", []any{"(?<n"}, "{:error, {~c\"syntax error in subpattern name (missing terminator)\", 4}}"},
		{"re", "compile", []any{"(?<n>a)(?<n>b)"}, "{:error, {~c\"two named subpatterns have the same name\", 11}}"},
		{"re", "compile", []any{`\1`}, "{:error, {~c\"reference to non-existent subpattern\", 2}}"},
		{"re", "compile", []any{`\p{Foo}`, []any{atom("unicode")}}, "{:error, {~c\"unknown property name after \\\\P or \\\\p\", 6}}"},
	})
}

// The figures are those of OTP 25 for the same seeds.
func TestRand(t *testing.T) {
	g, _ := seedExsss(T(tuple{1, 2, 3}))
	if g != (exsss{117085240290607817, 199386643319833935}) {
		t.Fatalf("seed {1,2,3}: %v", g)
	}
	for i, want := range []uint64{27, 41, 75, 39, 31} {
		var v uint64
		if v, g = g.upTo(100); v != want {
			t.Errorf("uniform(100) number %d = %d; want %d", i, v, want)
		}
	}
	g, _ = seedExsss(T(tuple{1, 2, 3}))
	if f, _ := g.float(); f != 0.5455598952593053 {
		t.Errorf("uniform() = %v", f)
	}
	g, _ = seedExsss(T(42))
	v, g := g.upToBig(mustBig("1180591620717411303424"))
	if v.String() != "312989182233384936671" {
		t.Errorf("uniform(1 bsl 70) = %s", v)
	}
	a, g := g.upTo(1 << 58)
	b, g := g.upToBig(mustBig("288230376151711745"))
	bytes, _ := g.bytes(10)
	if a != 2560294890883615 || b.String() != "268730449032118319" || string(bytes) != "\x91\x0b\x29\xe4\x51\xf8\xaa\x47\x8b\xc5" {
		t.Errorf("got %d, %s, %v", a, b, bytes)
	}
}

func TestExternal(t *testing.T) {
	m := machine(t)
	v := T([]any{1, "a", tuple{atom("x"), 2.5}, term.MapOf(T(1), T(2))})
	b, err := m.Call(term.Intern("erlang"), term.Intern("term_to_binary"), v)
	if err != nil {
		t.Fatal(err)
	}
	if got := call(m, "erlang", "binary_to_term", b); got != term.Inspect(v, term.Opts{}) {
		t.Errorf("there and back: %s", got)
	}
	if got := call(m, "erlang", "binary_to_term", T("abc")); got != args1+"invalid external representation of a term\n" {
		t.Errorf("not a term: %s", got)
	}
}
