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
		{"negative numbers", "for argv <- [[\"--size\", \"-7\"], [\"--size\", \"-7px\"], [\"--size\", \"-x\"], [\"--size\", \"-\"]], do: {elem(OptionParser.parse(argv, switches: []), 0), elem(OptionParser.parse(argv, strict: [size: :string]), 0)}",
			`[{[size: "-7"], [size: "-7"]}, {[size: "-7px"], [size: "-7px"]}, {[size: true], []}, {[size: "-"], [size: "-"]}]`},
		{"unknown switches one by one", `for argv <- [["-q"], ["-q", "-7"], ["-q", "-x"], ["--unheard-of", "x"]], do: OptionParser.next(argv, strict: [size: :integer])`,
			`[{:undefined, "-q", true, []}, {:undefined, "-q", "-7", []}, {:undefined, "-q", true, ["-x"]}, {:undefined, "--unheard-of", "x", []}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := st.Eval(t, c.src); got != c.want {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
}
