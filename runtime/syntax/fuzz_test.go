package syntax

import (
	"os"
	"strings"
	"testing"
)

// FuzzParse checks that Parse, Tokens and Format never panic.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/snippets.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, src := range strings.Split(string(data), "\n%%\n") {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		Tokens(src)
		q, err := Parse(src, Options{Columns: len(src)%2 == 0, TokenMetadata: len(src)%3 == 0, Warn: func(Warning) {}})
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		if len(src) < 500 {
			dump(q)
			Format(q)
		}
	})
}
