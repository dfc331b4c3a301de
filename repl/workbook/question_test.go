package workbook

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"lab/labs/report"
)

// TestEnterAnswersWhatWasChosen checks that enter without a choice does not answer, and that a
// choice by arrow keys is visible without colours.
func TestEnterAnswersWhatWasChosen(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.goTo(1)
	m.focus = onGuide
	press(m, "enter")
	if m.choice.answered || len(m.notices) != 1 {
		t.Fatalf("enter alone: answered %v, said %v", m.choice.answered, m.notices)
	}
	press(m, "up")
	if got := chosenRows(m); len(got) != 1 || !strings.HasPrefix(got[0], "3 (•)") {
		t.Errorf("after up: %q", got)
	}
	press(m, "j", "enter")
	if first := m.choice.order[0]; !m.choice.answered || m.way.Progress.Answers[m.way.Step().ID].First[0] != first {
		t.Errorf("after j and enter: answered %v", m.way.Progress.Answers)
	}
}

// TestSeveralAreChosenOneByOne moves the cursor in a question with several right choices. The move
// must not choose anything, and the cursor must be visible.
func TestSeveralAreChosenOneByOne(t *testing.T) {
	m, _ := openGuide(t, "7")
	m.goTo(m.lab.Step("compare"))
	m.focus = onGuide
	press(m, "j", "j")
	if len(m.choice.chosen()) != 0 || !strings.Contains(ansi.Strip(m.choice.line(m.theme, 80, 1)), "2 [ ] ") {
		t.Errorf("after two moves: %v\n%s", m.choice.chosen(), m.choice.line(m.theme, 80, 1))
	}
	press(m, " ", "k", " ")
	if got := chosenRows(m); len(got) != 2 {
		t.Errorf("chosen: %q", got)
	}
}

// chosenRows returns the choices that the screen marks.
func chosenRows(m *Model) []string {
	var marked []string
	for i := range m.choice.order {
		if row := ansi.Strip(m.choice.line(m.theme, 80, i)); strings.Contains(row, "•") {
			marked = append(marked, row)
		}
	}
	return marked
}

// TestASentenceStaysInSight checks that a long answer stays visible while it grows, and that the
// guide can still scroll.
func TestASentenceStaysInSight(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.goTo(m.lab.Step("lost"))
	choose(m, true)
	press(m, strings.Repeat("a long word or two, ", 8)+"the end")
	m.Update(tea.PasteMsg{Content: "!\nMore"})
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "More▏") {
		t.Errorf("typed blindly:\n%s", text)
	}
	press(m, "pgup")
	if text := ansi.Strip(m.View().Content); strings.Contains(text, "▏") {
		t.Errorf("it does not scroll:\n%s", text)
	}
}

// TestTheChoiceAtTheCursorIsVisible moves through choices that are below the visible part of the
// guide, and back.
func TestTheChoiceAtTheCursorIsVisible(t *testing.T) {
	m, _ := openGuide(t, "6")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	if text := ansi.Strip(m.View().Content); strings.Contains(text, "3 (") {
		t.Fatalf("the whole question is visible:\n%s", text)
	}
	for _, c := range []struct{ key, want string }{{"3", "3 (•)"}, {"up", "2 (•)"}, {"1", "1 (•)"}, {"k", "3 (•)"}} {
		press(m, c.key)
		if text := ansi.Strip(m.View().Content); !strings.Contains(text, c.want) {
			t.Errorf("%s: no %q in\n%s", c.key, c.want, text)
		}
	}
	m.scroll = 100
	m.View()
	m.choice.answered = false
	if press(m, "1"); !strings.Contains(ansi.Strip(m.View().Content), "1 (•)") {
		t.Error("it does not scroll back")
	}
}

// TestChoicesAreClicked checks that each row of a choice can be clicked, and that only enter
// answers.
func TestChoicesAreClicked(t *testing.T) {
	m, _ := openGuide(t, "0")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.goTo(m.lab.Step("lost"))
	clicked := map[int]bool{}
	for y := range 24 {
		m.choice.picked = map[int]bool{}
		if _, ok := m.commandAt(y); ok {
			continue
		}
		m.Update(tea.MouseClickMsg{X: 3, Y: y, Button: tea.MouseLeft})
		for _, i := range m.choice.chosen() {
			clicked[i] = true
		}
	}
	if len(clicked) != 3 || m.choice.answered {
		t.Errorf("clicked %v, answered %v", clicked, m.choice.answered)
	}
	m.choice.picked = map[int]bool{}
	press(m, "f")
	for y := range 24 {
		m.Update(tea.MouseClickMsg{X: 3, Y: y, Button: tea.MouseLeft})
	}
	if len(m.choice.chosen()) > 0 || m.pane().editor.Text() != "" {
		t.Error("a click goes through what lies over the screen")
	}
}

// TestTheReplyIsVisible answers below the result of checks that hides the question. The reply must be
// visible.
func TestTheReplyIsVisible(t *testing.T) {
	m, _ := openGuide(t, "2")
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	up(m)
	m.goTo(m.lab.Step("missing"))
	press(m, "c")
	var checks []report.CheckResult
	for _, title := range []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"} {
		checks = append(checks, report.CheckResult{Check: title, Title: title, Verdict: report.NotYet, Hint: "a hint for " + title + " in two rows of the guide"})
	}
	m.Update(Graded{Verdict: report.NotYet, Checks: checks})
	choose(m, false)
	if text := ansi.Strip(m.View().Content); !strings.Contains(text, "Not quite. Choose again.") {
		t.Errorf("after an answer the guide shows\n%s", text)
	}
}
