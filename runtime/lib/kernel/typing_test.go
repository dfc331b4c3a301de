package kernel_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"lab/runtime/lib/station"
)

// TestTyping compares type warnings about small modules with Elixir 1.18.4. testdata/typing.txt
// contains each module and the output of `elixir FILE`.
func TestTyping(t *testing.T) {
	text, err := os.ReadFile("testdata/typing.txt")
	if err != nil {
		t.Fatal(err)
	}
	st := station.Boot(t)
	for _, c := range strings.Split("\n"+string(text), "\n=== ")[1:] {
		file, rest, _ := strings.Cut(c, "\n")
		src, want, _ := strings.Cut(rest, "--- says")
		t.Run(file, func(t *testing.T) {
			st.S.ReadFile = func(string) ([]byte, error) { return []byte(src), nil }
			run := "{:ok, io} = StringIO.open(\"\"); Process.register(io, :standard_error); Code.compile_string(" + exString(src) + ", " + exString(file) +
				`); Process.unregister(:standard_error); io |> StringIO.contents() |> elem(1)`
			shown := st.Eval(t, run)
			if got, err := strconv.Unquote(strings.ReplaceAll(shown, `\#{`, "#{")); err != nil || strings.TrimSpace(got) != strings.TrimSpace(want) {
				t.Errorf("%s\n got %s\nwant %s", src, shown, want)
			}
		})
	}
}
