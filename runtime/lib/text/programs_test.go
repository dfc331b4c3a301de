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
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
