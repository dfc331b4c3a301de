package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestTexts(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"POSIX classes beyond ASCII", `{String.split(": € 220371 ; €", ~r{([^[:print:]]|[[:space:]]| )}u), Regex.run(~r/[[:alpha:]]+/u, "héé"), Regex.scan(~r/[[:punct:]]/u, "a-b€")}`,
			`{[":", "€", "220371", ";", "€"], ["héé"], [["-"]]}`},
		{"POSIX classes negated", `{Regex.scan(~r/[[:^alpha:]]/, "a1_b"), Regex.scan(~r/[[:^space:]]+/u, "é b"), Regex.run(~r/[[:^digit:]x]+/, "12ax3")}`, `{[["1"], ["_"]], [["é"], ["b"]], ["ax"]}`},
		{"parts with captures", `Regex.split(~r/[Ei]/, "Elixir", include_captures: true, parts: 2, trim: true)`, `["E", "lixir"]`},
		{"not a string", `for f <- [&String.split/1, &String.duplicate(&1, 2), &String.trim(&1, "a"), &String.pad_leading(&1, 2)], do: (try do f.(nil) rescue e -> e.__struct__ end)`,
			"[ArgumentError, ArgumentError, FunctionClauseError, FunctionClauseError]"},
		{"a version that is coming", `{Version.match?("1.11.0", "~> 1.11-dev"), Version.match?("1.10.9", "~> 1.11-dev"), Version.parse("1.11-dev")}`, "{true, false, :error}"},
		{"paths joined", `{Path.join("", "/bar"), Path.join(["/", "foo", "/"]), Path.join("a/", "/b/"), Path.dirname("/foo/bar/"), Path.rootname("a.ex", ".ex"), Path.absname("./a//b", "/c")}`,
			`{"bar", "/foo", "a/b", "/foo/bar", "a", "/c/a/b"}`},
		{"paths related", `{Path.relative_to("/usr/../foo/bar", "/etc/foo", force: true), Path.relative_to("a/../b", "/x"), Path.relative_to("/a/b", "/c"), Path.relative_to("/a/b", "/a/b"), Path.safe_relative("a/../b"), Path.safe_relative("../a")}`,
			`{"../../foo/bar", "b", "/a/b", ".", {:ok, "b"}, :error}`},
		{"cut-off characters", `{String.byte_slice("héllò", 2, 4), String.byte_slice("hかllか", 2, 4), String.byte_slice(<<178, "ll", 178>>, 0, 10), String.replace_invalid("b" <> <<225, 187>> <> "c"), String.replace_invalid(<<0xE0, 0x81, 0xA5>>)}`,
			`{"llò", "ll", "ll", "b�c", "���"}`},
		{"distances", `{String.jaro_distance("xdicksonx", "dixon"), String.jaro_distance("itman", "smith")}`, "{0.7518518518518519, 0.4666666666666666}"},
		{"URIs that are wrong", `for u <- [":b", "1b:c", "http://a:b", "http://[::1/", "http://a b/", "a b", "http://a#b#c"], do: elem(URI.new(u), 1)`,
			`[":", ":", ":", ":", ":", " ", ":"]`},
		{"URIs that are right", `for u <- ["http://lol:wut@google.com", "a:b:c", "x/y:z", "//a:b@c:80/:x", "http://a/%1"], do: u |> URI.new!() |> to_string()`,
			`["http://lol:wut@google.com", "a:b:c", "x/y:z", "//a:b@c:80/:x", "http://a/%1"]`},
		{"parts of URIs", `for u <- ["HTTP://u@Ho.st:80/p?#", "//", "a:b", "1:2", "http://[::1]:4", "x?y?z#a#b", "http://a:b:c/"], do: u |> URI.parse() |> Map.take([:scheme, :host, :port, :path, :query, :fragment, :userinfo]) |> Map.to_list() |> Enum.reject(&match?({_, nil}, &1))`,
			`[[fragment: "", host: "Ho.st", path: "/p", port: 80, query: "", scheme: "http", userinfo: "u"], [host: ""], [path: "b", scheme: "a"], [path: "1:2"], ` +
				`[host: "::1", port: 4, scheme: "http"], [fragment: "a#b", path: "x", query: "y?z"], [host: "a", path: "/", port: 80, scheme: "http"]]`},
		{"what is not in 64 characters", `for {s, o} <- [{"QQ=", []}, {"QQ=", [padding: false]}, {"Q===", []}, {"QU JD", []}, {"QUJD QUJDQ", []}, {"QU_D", []}], do: (try do Base.decode64!(s, o) rescue e -> e.message end)`,
			`["incorrect padding", "non-alphabet character found: \"=\" (byte 61)", "non-alphabet character found: \"=\" (byte 61)", "incorrect padding", ` +
				`"non-alphabet character found: \" \" (byte 32)", "non-alphabet character found: \"_\" (byte 95)"]`},
		{"pieces of Erlang's expressions", `{:re.split("p-q-", "(-)", [:group]), :re.split("pq", ""), :re.split("p-q-", "-", [:trim]), :re.split("", "p", [:trim])}`,
			`{[["p", "-"], ["q", "-"], [""]], ["p", "q", ""], ["p", "q"], [""]}`},
		{"replacements of Erlang's expressions", `for by <- ["-", "<&>", "&", "\\g{1}!", "a\\&b", ""], do: :re.replace(~c"opq", "(p)", by)`,
			`[["o", "-" | "q"], ["o", ["<", "p", ">"] | "q"], ["o", ["p"] | "q"], ["o", ["p", "!"] | "q"], ["o", "a&b" | "q"], ["o", [] | "q"]]`},
		{"no replacement", `{:re.replace(["o", ?p], "x", "y"), :re.replace("opo", "o", "y", [:global]), :re.replace("opo", "o", "y", [:global, return: :binary])}`, `{["o", 112], ["y", "p", "y"], "ypy"}`},
		{"rest of characters", `for d <- ["p", ["p", [?q]], [["p"], "q"], ~c"pq", [[], [?p] | "q"]], do: :string.next_codepoint(d)`, `[[112 | ""], [112, "", ~c"q"], [112, "", "q"], ~c"pq", [112 | "q"]]`},
		{"letters of Latin-1", `{:string.to_upper([?a, "b", 255, 224]), :string.to_lower(~c"AÀ×Þ"), :string.to_upper(?z)}`, `{[65, "b", 255, 192], [97, 224, 215, 254], 90}`},
		{"mail in 64 characters", `for t <- ["QU=!JD", "Q Q=-=", "QUJE*"], do: :base64.mime_decode(t)`, `["ABC", "A", "ABD"]`},
		{"characters that are wrong in URIs", `for u <- ["tö", "日", "x y"], do: URI.new(u)`, `[error: "ö", error: "日", error: " "]`},
		{"a percent sign alone", `{URI.decode("%zz"), URI.decode_www_form("%ff%+")}`, `{"%zz", <<255, 37, 32>>}`},
		{"switches that nobody knows", `for argv <- [["-o", "bad", "bar"], ["-o", "-x", "y"], ["--unheard-of=1", "x"]], do: OptionParser.parse(argv, switches: [bad: :integer])`,
			`[{[], ["bar"], []}, {[], [], []}, {[], ["x"], []}]`},
		{"letters with numbers", `for argv <- [["-o5", "y"], ["-ao5.5"], ["-o5b"], ["-no-bool", "y"]], do: OptionParser.parse(argv, strict: [bad: :float, as: :boolean], aliases: [o: :bad, a: :as])`,
			`[{[bad: 5.0], ["y"], []}, {[as: true, bad: 5.5], [], []}, {[], [], [{"-o", "5b"}]}, {[], ["y"], [{"-no-bool", nil}]}]`},
		{"switches that are alike", `try do OptionParser.parse!(["--sourc", "x"], strict: [source: :string]) rescue e -> e.message end`,
			`"1 error found!\n--sourc : Unknown option. Did you mean --source?"`},
		{"quoted words", `OptionParser.split(~S[foo '\"bar"\'\ ' "a\"b" "\x"])`, `["foo", "\\\"bar\"'\\ ", "a\"b", "\\x"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
