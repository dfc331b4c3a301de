package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestURIString checks Erlang's module uri_string.
func TestURIString(t *testing.T) {
	st := station.Boot(t)
	for call, want := range map[string]string{
		`:uri_string.parse("https://me@lab.test:8443/p/7?x=1#end")`:           `%{fragment: "end", host: "lab.test", path: "/p/7", port: 8443, query: "x=1", scheme: "https", userinfo: "me"}`,
		`:uri_string.parse(~c"urn:lab:7")`:                                    `%{path: ~c"lab:7", scheme: ~c"urn"}`,
		`:uri_string.parse("http://[::7]:80/")`:                               `%{host: "::7", path: "/", port: 80, scheme: "http"}`,
		`:uri_string.parse("http://lab test/")`:                               `{:error, :invalid_uri, ~c":"}`,
		`:uri_string.recompose(%{scheme: "http", host: "::7", path: "/a b"})`: `"http://[::7]/a%20b"`,
		`:uri_string.recompose(%{host: "lab"})`:                               `{:error, :invalid_map, %{host: "lab"}}`,
		`:uri_string.normalize("HTTP://Lab.test:80/a/./b/../%7ec")`:           `"http://lab.test/a/~c"`,
		`:uri_string.normalize("http://lab/%q7")`:                             `{:error, :invalid_percent_encoding, "%q7"}`,
		`:uri_string.resolve("../x?y", "http://lab/a/b/c?q#f")`:               `"http://lab/a/x?y"`,
		`:uri_string.resolve("//other", "http://lab/a")`:                      `"http://other"`,
		`:uri_string.resolve("a", "b")`:                                       `{:error, :invalid_scheme, []}`,
		`:uri_string.compose_query([{"page no", "7"}, {"full", true}])`:       `"page+no=7&full"`,
		`:uri_string.dissect_query("page+no=7&full&x=%C3%A9")`:                `[{"page no", "7"}, {"full", true}, {"x", "é"}]`,
		`:uri_string.percent_decode("%C3%A9%207")`:                            `"é 7"`,
		`:uri_string.quote("a/é", ~c"/")`:                                     `"a/%C3%A9"`,
		`:uri_string.unquote(~c"a%2Fb")`:                                      `~c"a/b"`,
		`{:uri_string.is_host(?/), :uri_string.is_path(?/)}`:                  `{false, true}`,
	} {
		if got := st.Eval(t, call); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", call, got, want)
		}
	}
}
