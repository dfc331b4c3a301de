package syntax

import "testing"

func TestInterpolation(t *testing.T) {
	for src, want := range map[string]string{
		`@a}b}`:                       `@a`,
		`not @x.running?}>`:           `not @x.running?`,
		`x?}"`:                        `x?`,
		`save!}"`:                     `save!`,
		`?}}"`:                        `?}`,
		`?"}"`:                        `?"`,
		`?\}}`:                        `?\}`,
		`"}"}"`:                       `"}"`,
		`"#{"}"}"}`:                   `"#{"}"}"`,
		`'}'}`:                        `'}'`,
		`%{a: {1, 2}}}`:               `%{a: {1, 2}}`,
		`~s{a}}`:                      `~s{a}`,
		`~r/}{/}`:                     `~r/}{/`,
		`~S|}\||}`:                    `~S|}\||`,
		`:"}"}`:                       `:"}"`,
		"a # it's \" and }\n}":        "a # it's \" and }\n",
		"\"\"\"\n}\n\"\"\"}":          "\"\"\"\n}\n\"\"\"",
		`if(@ok?, do: "}", else: x)}`: `if(@ok?, do: "}", else: x)`,
		`}`:                           ``,
	} {
		if n, ok := Interpolation(src); !ok || src[:n] != want {
			t.Errorf("%q: got %q, %v, want %q", src, src[:n], ok, want)
		}
	}
	for _, src := range []string{``, `1`, `"}`, `{}`, `~s{}`, "# }"} {
		if n, ok := Interpolation(src); ok {
			t.Errorf("%q ends at %d", src, n)
		}
	}
}
