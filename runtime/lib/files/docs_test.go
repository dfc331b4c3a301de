package files_test

import (
	"testing"

	"lab/runtime/lib/station"
)

// TestDocs prints Markdown. The outputs are those of Elixir 1.18.
func TestDocs(t *testing.T) {
	st := station.Boot(t)
	for _, c := range []struct{ name, src, want string }{
		{"items", `"- p\n  - q\n    r\n\n  s\n10. t\n"`, "  • p\n    • q r\n\x1b[0m\n    s\n\x1b[0m\n  10. t\n\x1b[0m\n"},
		{"code in an item", `"* p\n\n        q\n          r\n* s"`, "  • p\n\x1b[36m        q\n          r\x1b[0m\n\x1b[0m\n  • s\n\x1b[0m\n"},
		{"quote", `"p\n> q *r*\n>\n> s"`, "p\n\x1b[0m\n\x1b[90m> \x1b[0mq \x1b[4mr\x1b[0m\n\x1b[90m> \x1b[0m\n\x1b[90m> \x1b[0ms\n\x1b[0m\n"},
		{"emphasis", "\"(**p q**) r_s_t `u_v` \\\\*w* [x](y)\"", "(\x1b[1mp q\x1b[0m) r_s_t \x1b[36mu_v\x1b[0m *w* x (y)\n\x1b[0m\n"},
		{"table", `"left | mid | right\n:--- | :-: | ---:\n1 | 22 | 3"`, "\x1b[7mleft | mid | right\x1b[0m\n1    | 22  |     3\n\x1b[0m\n"},
		{"comment and heading", `"## p\n<!-- q\nr -->\n    s"`, "\x1b[33m## p\x1b[0m\n\x1b[0m\n\x1b[36m    s\x1b[0m\n\x1b[0m\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(st.Printed())
			st.Eval(t, `IO.ANSI.Docs.print(`+c.src+`, "text/markdown")`)
			if got := st.Printed()[before:]; got != c.want {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
		})
	}
	before := len(st.Printed())
	st.Eval(t, `IO.ANSI.Docs.print("one two three four", "text/markdown", width: 10, enabled: false); IO.ANSI.Docs.print_headings(["t"], width: 9, enabled: false)`)
	if got, want := st.Printed()[before:], "one two\nthree\nfour\n\n\n    t\n\n"; got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// TestUnlinkedDevice opens a StringIO. The device is not linked to its owner, but ends when the
// owner ends.
func TestUnlinkedDevice(t *testing.T) {
	st := station.Boot(t)
	got := st.Eval(t, `(me = self()
		pid = spawn(fn -> {:ok, io} = StringIO.open("x"); send(me, {io, Process.info(self(), :links)}); receive do :end -> :ok end end)
		{io, links} = receive do {io, links} -> {io, links} end
		ref = Process.monitor(io)
		send(pid, :end)
		{links, receive do {:DOWN, ^ref, _, _, reason} -> reason end})`)
	if want := "{{:links, []}, :shutdown}"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
