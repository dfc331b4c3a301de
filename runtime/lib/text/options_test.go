package text_test

import (
	"testing"

	"lab/runtime/lib/station"
)

func TestOptions(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"digits first", `for a <- ["-2x", "-2", "-x2"], do: OptionParser.parse([a], aliases: [x: :cross], strict: [cross: :integer])`,
			`[{[], ["-2x"], []}, {[], ["-2"], []}, {[cross: 2], [], []}]`},
		{"underscores", `try do OptionParser.parse!(["--read_all"], strict: [read_all: :boolean]) rescue e -> Exception.message(e) end`,
			`"1 error found!\n--read_all : Unknown option. Did you mean --read-all?"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
