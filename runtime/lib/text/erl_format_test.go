package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestErlangLayout compares line breaks and truncation of :io_lib with those of Erlang/OTP 25.
func TestErlangLayout(t *testing.T) {
	const numbers = "(for n <- 100..130, do: n)"
	const server = `{:state, %{name: :reader, waiting: [{:from, 12, "key one"}, {:from, 13, "key two"}], table: %{limit: 500, owner: {:global, :owner}}}}`
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"numbers", `"~p", [` + numbers + `]`,
			"[100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,\n 119,120,121,122,123,124,125,126,127,128,129,130]"},
		{"after text", `"state: ~p~n", [` + server + `]`,
			"state: {state,#{name => reader,\n                table => #{limit => 500,owner => {global,owner}},\n                waiting => [{from,12,<<\"key one\">>},{from,13,<<\"key two\">>}]}}\n"},
		{"narrow", `"~40p", [` + server + `]`,
			"{state,\n    #{name => reader,\n      table =>\n          #{limit => 500,\n            owner => {global,owner}},\n      waiting =>\n          [{from,12,<<\"key one\">>},\n           {from,13,<<\"key two\">>}]}}"},
		{"column", `"~30.10p", [` + numbers + `]`,
			"[100,101,102,103,\n          104,105,106,107,\n          108,109,110,111,\n          112,113,114,115,\n          116,117,118,119,\n          120,121,122,123,\n          124,125,126,127,\n          128,129,130]"},
		{"one line", `"~0p", [` + server + `]`,
			"{state,#{name => reader,table => #{limit => 500,owner => {global,owner}},waiting => [{from,12,<<\"key one\">>},{from,13,<<\"key two\">>}]}}"},
		{"bytes", `"~20p", [<<0, 1, 2, 3, 4, 5, 6, 7, 8, 9>>]`, "<<0,1,2,3,4,5,6,7,\n  8,9>>"},
		{"depth", `"~P|~W", [` + server + `, 6, ` + server + `, 6]`,
			"{state,#{name => reader,\n         table => #{limit => 500,owner => {global,...}},\n         waiting => [{from,...},{...}]}}|" +
				"{state,#{name => reader,table => #{limit => 500,owner => {global,...},...},waiting => [{from,...},{...}],...}}"},
		{"depth of text", `"~P|~W", ["a longer text", 3, "a longer text", 3]`, `<<"a longer"...>>|<<97,32,...>>`},
		{"improper", `"~24p", [[:first, :second, :third | :last_of_them]]`, "[first,second,third|\n last_of_them]"},
		{"characters", `"~p ~tp ~w ~p ~tp ~lp", [:žluť, :žluť, :žluť, "é", "é", "e"]`,
			`'\x{17E}lu\x{165}' 'žluť' '\x{17E}lu\x{165}' <<"` + "Ã©" + `">> <<"é"/utf8>> <<101>>`},
		{"bytes of a format", `<<200, "~p">>, [:é]`, "Èé"},
		{"few characters", `"~p and ~s", [` + server + `, "some text"], chars_limit: 20`, "{state,...} and s..."},
		{"more characters", `"~p and ~s", [` + server + `, "some text"], chars_limit: 60`, "{state,#{name => reader,...}} and some text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(st.Printed())
			st.Eval(t, "IO.write(:io_lib.format("+c.src+"))")
			if got := st.Printed()[before:]; got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestErlangFields compares the fields of directives with those of Erlang/OTP 25.
func TestErlangFields(t *testing.T) {
	const refused = `{ArgumentError, "argument error"}`
	st := station.Boot(t)
	for call, want := range map[string]string{
		`"~*s|~*s", [-5, "a", -2, "abc"]`:                                  `"a    |ab"`,
		`"~-*s", [-5, "a"]`:                                                `"    a"`,
		`"~*w|~*W|~*b", [-5, :ab, -5, [1, 2, 3], 2, -5, 12]`:               `"ab   |*****|12   "`,
		`"~*+|~*i|~*~", [-6, 10, -5, 1, -5]`:                               `"10#10 ||~~~~~"`,
		`"~*.*s|", [-5, 3, "abcdef"]`:                                      `"abc  |"`,
		`"~*c|~*.*c|~0c", [-3, ?a, -3, 2, ?a, ?a]`:                         `"aaa|aa |"`,
		`"~*s", [-2_000_000_000, "a"]`:                                     refused, // beyond the greatest field of lab
		`"~.*s", [-1, "abc"]`:                                              refused,
		`"~5.*s", [-1, "abc"]`:                                             refused,
		`"~.*b", [-5, 12]`:                                                 refused,
		`"~.*f", [-5, 1.5]`:                                                refused,
		`"~.*c", [-3, ?a]`:                                                 refused, // OTP does not end
		`"~.*p|~.*P|~.*i|~.*n", [-5, [1, 2], -5, [1, 2, 3], 2, -5, 1, -5]`: `"[1,2]|[1|...]||\n"`,
		`"~*p", [-5, :ab]`:                                                 refused,
		`"~*n", [-3]`:                                                      refused,
		`"~*n~0n", [0]`:                                                    `""`,
		`"~5~|~5.2~|~.3~", []`:                                             `"~~~~~|   ~~|~~~"`,
		`"~.5s|~10.5.xs|~-10.5.xs", ["ab", "ab", "ab"]`:                    `"ab   |xxxxxabxxx|abxxxxxxxx"`,
		`"~3.5s", ["abcdef"]`:                                              refused,
		`"~1.3c", [?a]`:                                                    refused,
		`"~.0s|~0s|~5.0s", ["abc", "abc", "a"]`:                            `"||     "`,
	} {
		src := "try do to_string(:io_lib.format(" + call + ")) rescue e -> {e.__struct__, Exception.message(e)} end"
		if got := st.Eval(t, src); got != want {
			t.Errorf("%s\n got %s\nwant %s", call, got, want)
		}
	}
}
