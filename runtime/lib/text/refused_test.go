package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestRefused calls functions with invalid arguments.
func TestRefused(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`String.replace("page", "a", :o)`:              `{FunctionClauseError, "no function clause matching in String.replace/4"}`,
		`String.split("page", "a", :trim)`:             `{FunctionClauseError, "no function clause matching in String.split/3"}`,
		`String.splitter("page", "a", %{})`:            `{FunctionClauseError, "no function clause matching in String.splitter/3"}`,
		`String.starts_with?("page", 7)`:               `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not a valid pattern\n"}`,
		`String.normalize("page", :utf8)`:              `{FunctionClauseError, "no function clause matching in String.normalize/2"}`,
		`:string.reverse("ae\u0301b")`:                 `[98, [101, 769], 97]`,
		`:string.to_upper("ab")`:                       `{FunctionClauseError, "no function clause matching in :string.to_upper/1"}`,
		`{:string.to_upper(?a), :string.to_lower(-1)}`: `{65, -1}`,
		`:string.to_integer(:a)`:                       `{:error, :badarg}`,
		`URI.decode(7)`:                                `{FunctionClauseError, "no function clause matching in URI.unpercent/3"}`,
		`URI.new!(7)`:                                  `{FunctionClauseError, "no function clause matching in URI.new!/1"}`,
		`URI.to_string("a")`:                           `{FunctionClauseError, "no function clause matching in String.Chars.URI.to_string/1"}`,
		`URI.merge("http://a", 7)`:                     `{FunctionClauseError, "no function clause matching in URI.parse/1"}`,
		`URI.encode_query([a: 1], :x)`:                 `{FunctionClauseError, "no function clause matching in URI.encode_kv_pair/2"}`,
		`URI.decode_query("a=1", %{}, :x)`:             `{FunctionClauseError, "no function clause matching in URI.decode_with_encoding/2"}`,
		`Version.compare(7, "1.0.0")`:                  `{FunctionClauseError, "no function clause matching in Version.Parser.parse_version/2"}`,
		`Version.match?("1.0.0", 7)`:                   `{FunctionClauseError, "no function clause matching in Version.Requirement.match?/2"}`,
		`Version.match?("1.0.0", "> 1.0.0", 7)`:        `{FunctionClauseError, "no function clause matching in Keyword.get/3"}`,
		`Version.compile_requirement("> 1")`:           `{FunctionClauseError, "no function clause matching in Version.Requirement.compile_requirement/1"}`,
		`Base.decode16("abc", 7)`:                      `:error`,
		`:string.to_float(3)`:                          `{:error, :badarg}`,
		`String.trim_leading(7)`:                       `{FunctionClauseError, "no function clause matching in String.Break.trim_leading/1"}`,
		`String.capitalize("x", 7)`:                    `{FunctionClauseError, "no function clause matching in String.downcase/2"}`,
		`String.capitalize("", 7)`:                     `""`,
		`String.slice(:x, 7, 0)`:                       `""`,
		`String.bag_distance("", 7)`:                   `0.0`,
		`String.byte_slice("x", 0, -1)`:                `{FunctionClauseError, "no function clause matching in String.byte_slice/3"}`,
		`String.printable?("x", 1_000_000_000_000)`:    `true`,
		`String.duplicate(7, -1)`:                      `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a binary\n  * 2nd argument: out of range\n"}`,
		`:binary.at("x", :a)`:                          `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: not an integer\n"}`,
		`:binary.part(<<1::3>>, 7)`:                    `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: is a bitstring (expected a binary)\n  * 2nd argument: not a valid {Pos,Length} tuple\n"}`,
		`:binary.part("x", -1, "1")`:                   `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: out of range\n  * 3rd argument: not an integer\n"}`,
		`:binary.decode_unsigned("x", :middle)`:        `{ArgumentError, "errors were found at the given arguments:\n\n  * 2nd argument: must be 'big' or 'little'\n"}`,
		`:binary.decode_hex("00xy")`:                   `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: xy is not a valid hex\n"}`,
		`:binary.decode_hex("0")`:                      `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: must contain an even number of bytes\n"}`,
		`:binary.split(7, 8, 9)`:                       `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a binary\n  * 2nd argument: not a valid pattern\n"}`,
		`:binary.replace(7, "x", "y", 9)`:              `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a binary\n  * 4th argument: invalid options\n"}`,
		`:binary.replace("x", "x", 8, 9)`:              `{ArgumentError, "errors were found at the given arguments:\n\n  * 3rd argument: not a binary\n"}`,
		`Regex.compile!(7)`:                            `{FunctionClauseError, "no function clause matching in Regex.compile!/2"}`,
		`Regex.compile("x", %{})`:                      `{FunctionClauseError, "no function clause matching in Regex.compile/3"}`,
		`Regex.recompile!("x")`:                        `{FunctionClauseError, "no function clause matching in Regex.recompile/1"}`,
		`String.trim_leading(:page, "p")`:              `{FunctionClauseError, "no function clause matching in String.trim_leading/2"}`,
		`:unicode.characters_to_binary([?o | ?p])`:     `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not valid character data (an iodata term)\n"}`,
		`Regex.compile!("p", "ui").opts`:               `[:caseless, :unicode, :ucp]`,
		`Regex.compile!("p", "si")`:                    `~r/p/si`,
		`Regex.run(~r/p/u, <<200>>)`:                   `{ArgumentError, "argument error"}`,
		`String.reverse("ab" <> <<200, 7>>)`:           `<<98, 97, 200, 7>>`,
		`String.slice("page", -(2 ** 70), 2 ** 80)`:    `"page"`,
		`String.at("page", 2 ** 70)`:                   `nil`,
		`String.split_at("page", 2 ** 70)`:             `{"page", ""}`,
		`String.pad_leading("page", 4, [7])`:           `"page"`,
		`String.pad_trailing("a", 6, "é-")`:            `"aé-é-é"`,
		`String.pad_leading("né", 4)`:                  `"  né"`,
		`String.pad_leading("page", 5, [7])`:           `{ArgumentError, "expected a string padding element, got: 7"}`,
		`String.replace_trailing("page", "e", 7)`:      `{FunctionClauseError, "no function clause matching in String.replace_trailing/3"}`,
		`String.replace_prefix("page", "p", 7)`:        `{FunctionClauseError, "no function clause matching in String.replace_prefix/3"}`,
		`Base.encode16("page", case: :title)`:          `{CaseClauseError, "no case clause matching: :title"}`,
		`Base.decode32("", case: :title)`:              `{CaseClauseError, "no case clause matching: :title"}`,
		`Base.decode64("page", :padding)`:              `{FunctionClauseError, "no function clause matching in Keyword.get/3"}`,
		`URI.decode(:page)`:                            `{FunctionClauseError, "no function clause matching in URI.unpercent/3"}`,
		`URI.encode_query([7])`:                        `{FunctionClauseError, "no function clause matching in URI.encode_kv_pair/2"}`,
		`URI.merge("mailto:page", "seven")`:            `{ArgumentError, "you must merge onto an absolute URI"}`,
		`URI.merge(%URI{host: "page"}, "seven")`:       `%URI{scheme: nil, userinfo: nil, host: "page", port: nil, path: "/seven", query: nil, fragment: nil}`,
		`Base.decode64(7)`:                             `{FunctionClauseError, "no function clause matching in Base.decode64/2"}`,
		`String.replace_invalid("page", ??)`:           `{FunctionClauseError, "no function clause matching in String.replace_invalid/2"}`,
		`String.splitter("page", ["a", ""])`:           `{ArgumentError, "errors were found at the given arguments:\n\n  * 1st argument: not a valid pattern\n"}`,
		`Regex.compile(String.duplicate("p", 70_000))`: `{:error, {~c"regular expression is too large", 65536}}`,
		`Inspect.Algebra.format({:doc_cons, {:doc_string, "p", -7}, {:doc_nest, {:doc_cons, :doc_line, "q"}, :cursor, :always}}, 7) |> IO.iodata_to_binary()`: `"p\nq"`,
	} {
		if got := st.Eval(t, "try do "+call+" rescue e -> {e.__struct__, Exception.message(e)} end"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
