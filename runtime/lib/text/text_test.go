package text_test

import (
	"testing"

	"lab/runtime/lib/station"
	"lab/runtime/lib/text"
)

func TestString(t *testing.T) {
	station.Check(t, []station.Want{
		{"lab_string", "length", []any{"e\u0301a👨\u200d👩\u200d👧"}, "3"},
		{"lab_string", "length", []any{"\xffa"}, "2"},
		{"lab_string", "graphemes", []any{"a\r\n🇩🇪🇫🇷"}, `["a", "\r\n", "🇩🇪", "🇫🇷"]`},
		{"lab_string", "codepoints", []any{"é\xff"}, `["é", <<255>>]`},
		{"lab_string", "next_grapheme", []any{""}, "nil"},
		{"lab_string", "upcase", []any{"straße ﬁ"}, `"STRASSE FI"`},
		{"lab_string", "downcase", []any{"ÀΣΑΣ İ"}, "\"àσασ i\u0307\""},
		{"lab_string", "downcase", []any{"ΣΑΣ", station.Atom("greek")}, `"σας"`},
		{"lab_string", "upcase", []any{"iı", station.Atom("turkic")}, `"İI"`},
		{"lab_string", "capitalize", []any{"ǆx ÉCOLE"}, `"ǅx école"`},
		{"lab_string", "capitalize", []any{"ßa"}, `"Ssa"`},
		{"lab_string", "trim", []any{"  a\u00a0\u3000\n "}, `"a"`},
		{"lab_string", "split", []any{" a b\u00a0 c "}, `["a", "b\u00A0", "c"]`},
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
	global := []any{station.Atom("global")}
	station.Check(t, []station.Want{
		{"binary", "split", []any{"a,b;c", []any{",", ";"}, global}, `["a", "b", "c"]`},
		{"binary", "split", []any{"a", "b", []any{station.Atom("x")}}, "error :badarg errors were found at the given arguments:\n\n  * 3rd argument: invalid options\n"},
		{"binary", "split", []any{",a,", ",", []any{station.Atom("global"), station.Atom("trim_all")}}, `["a"]`},
		{"binary", "match", []any{"abcd", []any{"bc", "b"}}, "{1, 2}"},
		{"binary", "matches", []any{"aXbX", "X"}, "[{1, 1}, {3, 1}]"},
		{"binary", "replace", []any{"abc", "b", "xy", []any{station.Tuple{station.Atom("insert_replaced"), 1}}}, `"axbyc"`},
		{"binary", "at", []any{"abc", 5}, "error :badarg"},
		{"unicode", "characters_to_binary", []any{"\xff\x01"}, `{:error, "", <<255, 1>>}`},
		{"unicode", "characters_to_binary", []any{"a\xe2\x82"}, `{:incomplete, "a", <<226, 130>>}`},
		{"unicode", "characters_to_binary", []any{"h€", station.Atom("utf8"), station.Atom("latin1")}, `{:error, "h", "€"}`},
		{"unicode", "characters_to_list", []any{"hé"}, "[104, 233]"},
		{"base64", "encode", []any{"hello"}, `"aGVsbG8="`},
		{"base64", "decode", []any{"aGVs bG8="}, `"hello"`},
		{"lab_base", "encode", []any{"\xff\xfe\xfd!", station.Atom("url"), station.Atom("false")}, `"__79IQ"`},
		{"lab_base", "encode", []any{"\xff\xfe\xfd!", station.Atom("standard"), station.Atom("true")}, `"//79IQ=="`},
		{"lab_base", "decode", []any{"__79IQ", station.Atom("url"), station.Atom("false")}, `<<255, 254, 253, 33>>`},
		{"lab_base", "decode", []any{"__79IQ", station.Atom("url"), station.Atom("true")}, ":error"},
		{"lab_base", "decode", []any{"QQ=", station.Atom("standard"), station.Atom("false")}, ":error"},
		{"lab_base", "decode", []any{"QUJD\n", station.Atom("standard"), station.Atom("true")}, ":error"},
		{"lab_uri", "unescape", []any{"a+b%2B%e2%82%AC%zz%4", station.Atom("false")}, `"a+b+€%zz%4"`},
		{"lab_uri", "unescape", []any{"a+b%2B", station.Atom("true")}, `"a b+"`},
		{"math", "log", []any{0}, "error :badarith"},
		{"math", "sqrt", []any{station.Atom("a")}, station.FirstArgument + "not a number\n"},
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
		{"~p", []any{station.Tuple{station.Atom("Ab"), "hé", 1.0}}, `{'Ab',<<"hÃ©">>,1.0}`},
		{"~g ~g ~e ~f ~.2f ~10.3f|", []any{1.0, 1.0e10, 1.5, 1.5, 1.555, 1.5}, "1.00000 1.00000e+10 1.50000e+0 1.500000 1.55      1.500|"},
		{"~-5s|~5s|~3.3.0B|~.16b|~.16#|", []any{"ab", "cd", 4, 255, 255}, "ab   |   cd|011|ff|16#FF|"},
		{"~c~3c~~", []any{97, 98}, "abbb~"},
		{"~ts", []any{"é"}, "é"},
		{"~3s|", []any{"abcdef"}, "abc|"},
		{"~2b", []any{123}, "**"},
		{"~i~w", []any{1, 2}, "2"},
	}
	for _, tt := range tests {
		got, err := text.FormatErlang(nil, tt.format, station.Terms(tt.args), -1)
		if err != nil || got != tt.want {
			t.Errorf("format(%q, %v) = %q, %v; want %q", tt.format, tt.args, got, err, tt.want)
		}
	}
	for _, bad := range []string{"~w", "~q", "~"} {
		if got, err := text.FormatErlang(nil, bad, nil, -1); err == nil {
			t.Errorf("format(%q) = %q; want an error", bad, got)
		}
	}
}

func TestRe(t *testing.T) {
	capture := func(what, as any) []any { return []any{station.Tuple{station.Atom("capture"), what, as}} }
	binary := capture(station.Atom("all"), station.Atom("binary"))
	station.Check(t, []station.Want{
		{"re", "run", []any{"abc", "b"}, "{:match, [{1, 1}]}"},
		{"re", "run", []any{"abcabc", "(a)(x)?(c)?b", []any{station.Atom("global")}}, "{:match, [[{0, 2}, {0, 1}], [{3, 2}, {3, 1}]]}"},
		{"re", "run", []any{"abc", "(a)|(b)", append(binary, station.Atom("global"))}, `{:match, [["a", "a"], ["b", "", "b"]]}`},
		{"re", "run", []any{"abcabc", "(a)(x)?b(c)", capture([]any{0, 2, 1}, station.Atom("index"))}, "{:match, [{0, 3}, {-1, 0}, {0, 1}]}"},
		{"re", "run", []any{"abcabc", "(?<z>a)b(?<y>c)", capture(station.Atom("all_names"), station.Atom("binary"))}, `{:match, ["c", "a"]}`},
		{"re", "run", []any{"abc", "", []any{station.Atom("global")}}, "{:match, [[{0, 0}], [{1, 0}], [{2, 0}], [{3, 0}]]}"},
		{"re", "run", []any{"héllo", "l"}, "{:match, [{3, 1}]}"},
		{"re", "run", []any{"héllo", "é", []any{station.Atom("unicode")}}, "{:match, [{1, 2}]}"},
		{"re", "run", []any{"abc", "b", []any{station.Tuple{station.Atom("offset"), 2}}}, ":nomatch"},
		{"re", "run", []any{"aaab", "a++b", binary}, `{:match, ["aaab"]}`},
		{"re", "run", []any{"aa", `(a)\g1`, binary}, `{:match, ["aa", "a"]}`},
		{"re", "run", []any{"aa", `(?P<x>a)(?P=x)`, binary}, `{:match, ["aa", "a"]}`},
		{"re", "run", []any{"12ab", `[[:alpha:]]+`, binary}, `{:match, ["ab"]}`},
		{"re", "run", []any{"a\r\n", `\R`, binary}, `{:match, ["\r\n"]}`},
		{"re", "run", []any{"a__", `[a\_]+\_`, binary}, `{:match, ["a__"]}`},
		{"re", "run", []any{"a.b", `\Qa.b\E`, binary}, `{:match, ["a.b"]}`},
		{"re", "run", []any{"ab b", `(?<!a)b`, []any{}}, "{:match, [{3, 1}]}"},
		{"re", "run", []any{"aaa", "a+", append(binary, station.Atom("ungreedy"))}, `{:match, ["a"]}`},
		{"re", "run", []any{"ab", "a b # c", append(binary, station.Atom("extended"))}, `{:match, ["ab"]}`},
		{"re", "run", []any{"a\n", "a$", binary}, `{:match, ["a"]}`},
		{"re", "run", []any{"abc", 1}, "error :badarg errors were found at the given arguments:\n\n  * 2nd argument: neither an iodata term nor a compiled regular expression\n"},
		{"re", "split", []any{"a,b,c", ","}, `["a", "b", "c"]`},
		{"re", "replace", []any{"abc", "b", "[&]", []any{station.Tuple{station.Atom("return"), station.Atom("binary")}}}, `"a[b]c"`},
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
		{"re", "compile", []any{`\p{Foo}`, []any{station.Atom("unicode")}}, "{:error, {~c\"unknown property name after \\\\P or \\\\p\", 6}}"},
	})
}
