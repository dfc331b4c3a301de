package room

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/report"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// TestNothingIsStartedForAStudent checks that requests that would start a program on the teacher's
// machine are refused with a message.
func TestNothingIsStartedForAStudent(t *testing.T) {
	said := make(chan tea.Msg, 1)
	d := &driver{place: &place{name: "ann", send: func(msg tea.Msg) { said <- msg }}} // a driver without nodes can start nothing
	d.Open()
	if n, ok := (<-said).(told).msg.(workbook.Notice); !ok || !strings.Contains(n.Text, "on the teacher's machine") {
		t.Errorf("the page: %v", n)
	}
	if keepOpen(nil, tea.SuspendMsg{}) != nil {
		t.Error("a student can stop the room's program")
	}
}

func TestPathsAreRelative(t *testing.T) {
	dir := t.TempDir()
	w, err := book.Open(dir, os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	p := &place{book: w, names: namer(w)}
	file := filepath.Join(dir, "phoenix_hello", "mix.exs")
	r := p.plainResult(report.Result{Reason: file + ": no", Unsaved: "in " + dir, Checks: []report.CheckResult{{Hint: "see " + file, Saw: file}}})
	for _, text := range []string{r.Reason, r.Unsaved, r.Checks[0].Hint, r.Checks[0].Saw} {
		if strings.Contains(text, dir) {
			t.Errorf("%q names the teacher's folder", text)
		}
	}
	if want := filepath.Join("phoenix_hello", "mix.exs") + ": no"; r.Reason != want || r.Unsaved != "in ." {
		t.Errorf("%q, %q", r.Reason, r.Unsaved)
	}
}

// edited opens an editor on a file with the given text.
func edited(t *testing.T, text string) (*editor, string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.ex")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err := openEditor(&book.Workbook{Dir: dir}, &catalogue.Lab{Files: []string{"a.ex"}})
	if err != nil {
		t.Fatal(err)
	}
	return e, file
}

func TestEditor(t *testing.T) {
	for _, c := range []struct {
		about, text, keys, want string
	}{
		{"typing", "ab\n", "right x", "axb\n"},
		{"a new line is set in", "  ab\n", "end enter x", "  ab\n  x\n"},
		{"erasing joins lines", "a\nb\n", "down backspace", "ab\n"},
		{"deleting joins lines", "a\nb\n", "end delete", "ab\n"},
		{"deleting at the end", "a\n", "end delete", "a\n"},
		{"erasing at the start", "a\n", "backspace", "a\n"},
		{"moving past an end", "ab\nc\n", "end right x left left left y", "ayb\nxc\n"},
		{"up and down keep within", "abc\n\n", "end down x up up y", "aybc\nx\n"},
		{"cutting", "a\nb\n", "ctrl+k", "b\n"},
		{"cutting all", "a\n", "ctrl+k ctrl+k x", "x\n"},
		{"a tab", "a\n", "tab", "  a\n"},
		{"an empty file", "", "x", "x\n"},
		{"lines of Windows", "a\r\nb\r\n", "x", "xa\nb\n"},
		{"a page on and back", "a\nb\n", "pgdown x pgup y", "ay\nxb\n"},
	} {
		e, file := edited(t, c.text)
		for key := range strings.FieldsSeq(c.keys) {
			text := ""
			if len(key) == 1 {
				text = key
			}
			e.key(key, text)
		}
		e.key("ctrl+s", "")
		got, err := os.ReadFile(file)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v; want %q", c.about, got, err, c.want)
		}
	}
}

// TestEditorAsksOnce checks that leaving the editor with unsaved changes takes a second key press.
func TestEditorAsksOnce(t *testing.T) {
	e, _ := edited(t, "a\n")
	if !e.key("esc", "") {
		t.Error("an editor without changes stays")
	}
	e.insert("defmodule A do\r\n\tx\x1b[31m\nend")
	if e.text() != "defmodule A do\n  x[31m\nenda\n" {
		t.Errorf("pasted %q", e.text())
	}
	if e.key("esc", "") || !e.key("esc", "") {
		t.Error("leaving does not ask once")
	}
}

// TestEditorStaysInTheWorkbook checks that the editor does not follow a link from the workbook to
// a file of the teacher.
func TestEditorStaysInTheWorkbook(t *testing.T) {
	e, file := edited(t, "mine\n")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("the teacher's\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, file); err != nil {
		t.Skip(err)
	}
	if err := e.read(); err == nil {
		t.Errorf("read %q", e.text())
	}
	e.insert("x")
	if e.save(); e.said == "" {
		t.Error("nothing is said")
	}
	if text, _ := os.ReadFile(secret); string(text) != "the teacher's\n" {
		t.Errorf("the teacher's file is %q", text)
	}
}

// TestChecksTakeTurns checks that checks run one after the other, and that a student who left no
// longer waits.
func TestChecksTakeTurns(t *testing.T) {
	all := make(turns, 1)
	ann, bob, cas := newTurn(all), newTurn(all), newTurn(all)
	ran := make(chan string, 4)
	run := func(name string) func() { return func() { ran <- name } }
	ann.take(run("ann"))
	ann.take(run("ann again"))
	waits := make(chan struct{})
	go func() {
		bob.take(run("bob"))
		cas.take(run("cas"))
		close(waits)
	}()
	for _, want := range []string{"ann", "ann again"} {
		if got := <-ran; got != want {
			t.Errorf("%s ran, want %s", got, want)
		}
	}
	ann.give()
	if got := <-ran; got != "bob" {
		t.Errorf("%s ran, want bob", got)
	}
	cas.end()
	<-waits
	bob.end()
	ann.end()
	if len(all) != 0 || len(ran) != 0 {
		t.Errorf("%d turns are had, %d ran after all have gone", len(all), len(ran))
	}
}
