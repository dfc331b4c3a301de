package workbook

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/catalogue"
	"lab/labs/report"
)

// TestASavedFileIsChecked checks the texts after a file was saved: the reason for the checks, the
// code that the nodes still run, and a mistake that was already known.
func TestASavedFileIsChecked(t *testing.T) {
	wrong := Graded{Verdict: report.NotYet, Checks: []report.CheckResult{{Check: "asks", Title: "It asks another node", From: "a", Verdict: report.NotYet, Mistake: "local", Hint: "Whom?"}}}
	m, n := openGuide(t, "1")
	m.clock = func() time.Time { return time.Time{} }
	up(m)
	m.goTo(m.lab.Step("write"))
	m.Update(Saved{File: "phoenix_hello/lib/phoenix_hello/receiver.ex"})
	n.last(t, "grade")
	text := ansi.Strip(m.View().Content)
	if !strings.Contains(text, "receiver.ex was saved; checking") || !strings.Contains(text, "receiver.ex is newer than what") {
		t.Errorf("after saving it says\n%s", text)
	}
	m.Update(wrong)
	if text := screenOf(m); !strings.Contains(text, "receiver.ex was saved, and checked:") || !strings.Contains(text, "Whom?") {
		t.Errorf("it found %s", text)
	}
	m.Update(Saved{File: "phoenix_hello/lib/phoenix_hello/receiver.ex"})
	m.Update(wrong)
	if text := screenOf(m); !strings.Contains(text, "and checked; the result is as before:") {
		t.Errorf("it found the same, and says %s", text)
	}
	m.focus = onGuide
	press(m, "r")
	up(m)
	if len(m.notices) != 0 {
		t.Errorf("recompiled, and yet %q", m.notices[0].Text)
	}
	if press(m, "c"); m.saved != "" {
		t.Error("a key is told as a saved file")
	}
}

// TestTheResultStandsAtItsStep saves a file at a step that is not graded. The result is at the graded
// step and does not hide the text of the current one. An error of the compiler is at every step.
func TestTheResultStandsAtItsStep(t *testing.T) {
	m, _ := openGuide(t, "6")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.goTo(m.lab.Step("passive"))
	guide := strings.Join(m.guideRows(32), "\n")
	m.Update(Saved{File: "phoenix_hello/lib/phoenix_hello/manager_supervisor.ex"})
	m.Update(Graded{Verdict: report.NotYet, Checks: []report.CheckResult{{Check: "back", Title: "It comes back", From: "a", Verdict: report.NotYet, Mistake: "passive", Hint: "Read the option again."}}})
	if got := strings.Join(m.guideRows(32), "\n"); got != guide || m.scroll != 0 {
		t.Errorf("scrolled by %d rows to\n%s", m.scroll, got)
	}
	if said := ansi.Strip(strings.Join(m.noticeRows(), " ")); !strings.Contains(said, "step 14 says") {
		t.Errorf("it says %q", said)
	}
	m.Update(Saved{File: "phoenix_hello/lib/phoenix_hello/manager_supervisor.ex"})
	m.Update(Graded{Verdict: report.NotYet, Reason: "the project does not compile: unexpected end"})
	if text := screenOf(m); !strings.Contains(text, "unexpected end") {
		t.Errorf("it is not to be seen: %s", text)
	}
}

// TestAdviceForSavedFiles checks the advice for each kind of file. recompile() does not load all of
// them.
func TestAdviceForSavedFiles(t *testing.T) {
	for file, want := range map[string]string{
		"phoenix_hello/lib/phoenix_hello/application.ex":        "ctrl+x r a",
		"phoenix_hello/config/config.exs":                       "ctrl+x r a",
		"phoenix_hello/lib/phoenix_hello/manager_supervisor.ex": "recompile()",
		"phoenix_hello/Caddyfile":                               "",
	} {
		m, _ := openGuide(t, "8")
		m.Update(Saved{File: file})
		said := ""
		for _, n := range m.notices {
			said += n.Text
		}
		if !strings.Contains(said, want) || (want == "") != (said == "") {
			t.Errorf("%s: %q", file, said)
		}
	}
}

// TestResultsOfChecksAreVisible checks that the result of checks is visible, even above a list of
// hints.
func TestResultsOfChecksAreVisible(t *testing.T) {
	m, _ := openGuide(t, "1")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.goTo(m.lab.Step("write"))
	m.focus = onGuide
	press(m, "h", "h", "h")
	if len(m.hints) != 3 || len(m.notices) != 0 {
		t.Fatalf("hints %q, says %v", m.hints, m.notices)
	}
	if press(m, "h"); len(m.hints) != 3 || len(m.notices) != 1 {
		t.Errorf("after the last hint it says %v", m.notices)
	}
	press(m, "c")
	m.Update(Graded{Verdict: report.NotYet, Checks: []report.CheckResult{{Check: "asks", Title: "It asks another node", From: "a", Verdict: report.NotYet, Mistake: "local", Hint: "Whom does it ask?"}}})
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "Whom does it ask?") {
		t.Errorf("it is not to be seen:\n%s", text)
	}
}

// TestEachNodeLoadsForItself checks that the advice names the nodes that still run old code. A file
// that does not compile is not loaded. A node that ended loads the new code when it restarts.
func TestEachNodeLoadsForItself(t *testing.T) {
	m, _ := open(t, "1")
	up(m)
	says := func(want string) {
		t.Helper()
		if said := ansi.Strip(strings.Join(m.noticeRows(), " ")); !strings.Contains(said, want) || want == "" && strings.Contains(said, "newer") {
			t.Errorf("it says %q, want %q", said, want)
		}
	}
	m.Update(Saved{File: "phoenix_hello/lib/phoenix_hello/receiver.ex"})
	m.Update(Graded{Verdict: report.Passed})
	says("receiver.ex is newer than what the nodes run: type recompile() to load it")
	press(m, "alt+2", "recompile()", "enter")
	m.Update(Output{Node: "node2", Text: "\n== Compilation error in file lib/phoenix_hello/receiver.ex ==\n"})
	up(m)
	says("receiver.ex is newer than what the nodes run: type recompile() to load it")
	press(m, "recompile()", "enter")
	up(m)
	says("receiver.ex is newer than what node1 runs: type recompile() to load it")
	m.Update(Saved{File: "phoenix_hello/mix.exs"})
	m.Update(Graded{Verdict: report.Passed})
	says("mix.exs is newer than what the nodes run: press ctrl+x r a to restart them")
	m.Update(Gone{Node: "node2"})
	says("mix.exs is newer than what node1 runs: press ctrl+x r to restart it")
	m.Update(Gone{Node: "node1"})
	says("")
}

// TestTheEndOfALab checks that the end of a lab names the next lab and opens it.
func TestTheEndOfALab(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	next := &catalogue.Lab{ID: "1", Title: "Ask a process on another node", Minutes: 20}
	m.OnEnd(func() *catalogue.Lab { return next })
	m.goTo(len(m.lab.Steps) - 1)
	m.focus = onGuide
	press(m, "n")
	if m.overlay != noOverlay || !strings.Contains(m.notices[0].Text, "still open: 1 (Who am I?)") {
		t.Fatalf("steps are open, and it says %v", m.notices)
	}
	for _, s := range m.lab.Steps {
		m.way.Progress.AddDone(s.ID)
	}
	press(m, "ctrl+g")
	golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
	if _, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); cmd == nil || m.Onward() != next {
		t.Errorf("enter goes to %v", m.Onward())
	}
	m.OnEnd(nil)
	if text := strings.Join(m.endRows(50), "\n"); !strings.Contains(ansi.Strip(text), "lab quiz") {
		t.Errorf("at the end of all labs it says %s", text)
	}
}

func TestPredicted(t *testing.T) {
	for _, c := range []struct {
		right, all int
		want       string
	}{
		{0, 1, "Your prediction was not right at the first attempt."},
		{1, 1, "Your prediction was right at the first attempt."},
		{1, 2, "1 of your 2 predictions was right at the first attempt."},
		{0, 2, "0 of your 2 predictions were right at the first attempt."},
	} {
		if got := predicted(c.right, c.all); got != c.want {
			t.Errorf("%d of %d: %s", c.right, c.all, got)
		}
	}
}

// TestWordsOfTheStudent checks that the student's explanation appears next to the lab's.
func TestWordsOfTheStudent(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 200, Height: 50})
	up(m)
	m.goTo(m.lab.Step("lost"))
	explain := strings.TrimSpace(m.choice.question.Explain)
	choose(m, true)
	if text := screenOf(m); strings.Contains(text, explain[:40]) {
		t.Fatalf("ours comes first: %s", text)
	}
	at := m.way.At()
	press(m, "nobody has that name")
	golden.RequireEqual(t, []byte(ansi.Strip(m.View().Content)))
	if m.way.At() != at {
		t.Fatal("what is typed ran a shortcut")
	}
	press(m, "enter")
	if text := screenOf(m); !strings.Contains(text, "yours") || !strings.Contains(text, "nobody has that name") || !strings.Contains(text, "ours") {
		t.Errorf("after the sentence it says %s", text)
	}
	if m.way.Progress.Words["lost"] != "nobody has that name" {
		t.Errorf("kept: %q", m.way.Progress.Words)
	}
	if press(m, "ctrl+g"); m.way.At() != at+1 {
		t.Error("it does not go on")
	}
}

// TestAStepThatIsDoneIsReadFromItsBeginning opens a step that is already done. The guide must
// scroll to its end only after a key press.
func TestAStepThatIsDoneIsReadFromItsBeginning(t *testing.T) {
	m, _ := open(t, "8")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	step := m.current()
	all := make([]bool, len(step.Until))
	for i := range all {
		all[i] = true
	}
	if m.Update(Met{Step: step.ID, Done: all}); !m.way.Done() || m.scroll != 0 {
		t.Errorf("done %v, scrolled by %d rows", m.way.Done(), m.scroll)
	}
}
