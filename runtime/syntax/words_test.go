package syntax

import (
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{" end, fn -> # on", "keyword:end punctuation:, keyword:fn operator:->"},
		{"if x do\n", "keyword:if variable:x keyword:do"},
		{"} end)", "punctuation:} keyword:end punctuation:)"},
		{"x.end", "variable:x punctuation:. call:end"},
		{"end: 1", "atom:end: number:1"},
		{`"a#{end}`, "unread"},
		{"f(", "call:f punctuation:("},
	} {
		words, ok := Words(c.src)
		var got []string
		for _, w := range words {
			got = append(got, w.Kind+":"+w.Text)
		}
		if !ok {
			got = []string{"unread"}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q\n got %q\nwant %s", c.src, got, c.want)
		}
	}
}
