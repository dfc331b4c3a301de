package room

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// typed returns what a program reads of the input in, and the number of pauses.
func typed(t *testing.T, in io.Reader) (string, int) {
	t.Helper()
	pauses := 0
	r := newTyping(in)
	r.pause = func() { pauses++ }
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), pauses
}

func TestTyping(t *testing.T) {
	const start, end = "\x1b[200~", "\x1b[201~"
	for in, want := range map[string]string{
		"1 + 1\r":                                 "1 + 1\r",
		"é 漢 😀 \x1b[A \x1bOP \x1b\x7f":            "é 漢 😀 \x1b[A \x1bOP \x1b\x7f",
		start + "a\r\nb" + end + "\x1b[A":         start + "a\r\nb" + end + "\x1b[A",
		start + "a\x1b]52;b\x1b[201c" + end + "c": start + "a]52;b[201c" + end + "c",
		start + "a\x1b\x1b[201~" + "\x1b[B":       start + "a" + end + "\x1b[B",
		start + "é\x9b漢\xe0" + end:                start + "é漢" + end,
		"\x9b200~a\x90b\xe0\x9bA\xc0\x80":         "200~abA",
		"\x1b[0;0;27;1;0;1_\x1b[0;0;65;1_":        "\x1b[0;0;27;1;0;1y\x1b[0;0;65;1y",
		"\x1b[_]\x1b[1_000]\x1b[1200, ~c, \x1b[A": "\x1b[_]\x1b[1_000]\x1b[1200, ~c, \x1b[A",
	} {
		for name, r := range map[string]io.Reader{"at once": strings.NewReader(in), "byte by byte": iotest.OneByteReader(strings.NewReader(in))} {
			if got, _ := typed(t, r); got != want {
				t.Errorf("%q %s:\n got %q\nwant %q", in, name, got, want)
			}
		}
	}
}

// TestPastesHaveTheirLimit checks that every spelling of the mark that starts a pasted text is
// recognised, and that the end of the text still arrives.
func TestPastesHaveTheirLimit(t *testing.T) {
	for _, start := range []string{"\x1b[200~", "\x1b[0200~", "\x1b[200;1~", "\x1b\x1b[200~", "\x1b]0;\x1b[200~", "\x1b[1\x1b[200~",
		"\x1b[" + strings.Repeat("0", 40) + "200~", "\x1b[18446744073709551816" + strings.Repeat(";", mostParams) + "~"} {
		got, pauses := typed(t, strings.NewReader(start+strings.Repeat("é\x1b]x", mostPasted)+"\x1b[201~ok"))
		if len(got) != len(start)+mostPasted+len("\x1b[201~ok") || !strings.HasSuffix(got, "\x1b[201~ok") {
			t.Errorf("after %q: %d bytes, ending with %q", start, len(got), got[max(0, len(got)-20):])
		}
		if want := mostPasted * 5 / burst; pauses < want {
			t.Errorf("after %q: %d pauses, want at least %d", start, pauses, want)
		}
	}
}

// TestFloodsOfKeysPause checks that input without an end arrives in bursts.
func TestFloodsOfKeysPause(t *testing.T) {
	flood := bytes.Repeat([]byte("\x1b[9y"), burst)
	got, pauses := typed(t, bytes.NewReader(flood))
	if got != string(flood) || pauses != len(flood)/burst {
		t.Errorf("%d of %d bytes, %d pauses", len(got), len(flood), pauses)
	}
}
