package class

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

var askLab = Lab{ID: "1", Title: "Ask", Hash: "abc", Checks: []Check{{"a", "A", 1}, {"b", "B", 3}}}

func found(id, from string, v report.Verdict) report.CheckResult {
	return report.CheckResult{Check: id, From: from, Verdict: v}
}

// TestScore checks that passed checks count by weight, and that nothing counts if the machine was
// at fault.
func TestScore(t *testing.T) {
	const unknown = -1
	ended := found("alive", "", report.NotYet)
	ended.Aftermath = true
	waits := found("b", "", report.NotYet)
	waits.Skipped = "A"
	for _, c := range []struct {
		name   string
		lab    Lab
		result report.Result
		want   float64
	}{
		{"all", askLab, report.Result{Verdict: report.Passed}, 100},
		{"does not compile", askLab, report.Result{Verdict: report.NotYet}, 0},
		{"one of two", askLab, report.Result{Verdict: report.NotYet, Checks: []report.CheckResult{found("a", "", report.Passed), found("b", "", report.NotYet)}}, 25},
		{"the heavy one", askLab, report.Result{Verdict: report.NotYet, Checks: []report.CheckResult{found("a", "", report.NotYet), found("b", "", report.Passed)}}, 75},
		{"from one node only", askLab, report.Result{Verdict: report.NotYet, Checks: []report.CheckResult{found("a", "", report.Passed), found("b", "x", report.Passed), found("b", "y", report.NotYet)}}, 25},
		{"not reached", askLab, report.Result{Verdict: report.NotYet, Checks: []report.CheckResult{found("a", "", report.Passed), waits}}, 25},
		{"ended beneath them", askLab, report.Result{Verdict: report.NotYet, Checks: []report.CheckResult{found("a", "", report.Passed), found("b", "", report.Passed), ended}}, 0},
		{"could not run", askLab, report.Result{Verdict: report.Unable, Checks: []report.CheckResult{found("a", "", report.Passed)}}, unknown},
		{"no checks", Lab{ID: "0"}, report.Result{Verdict: report.Passed}, unknown},
	} {
		got := float64(unknown)
		if s := score(c.lab, c.result); s.Share != nil {
			got = *s.Share
		}
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestTotal checks that the total is the mean of all labs that give credit, and unknown if one of
// them is unknown.
func TestTotal(t *testing.T) {
	share := func(n float64) Scored { return Scored{Share: &n} }
	record := Scored{Result: report.Result{Verdict: report.Passed}}
	if got := total([]Scored{share(100), share(0), record}); got == nil || *got != 50 {
		t.Error(got)
	}
	if total([]Scored{share(100), {Result: report.Result{Verdict: report.Unable}}}) != nil || total([]Scored{record}) != nil || total(nil) != nil {
		t.Error("a total of what is not known")
	}
}

// TestStuck checks that the checks that most students fail come first, with their messages.
func TestStuck(t *testing.T) {
	failed := func(id, hint string) report.CheckResult {
		return report.CheckResult{Check: id, Verdict: report.NotYet, Hint: hint}
	}
	student := func(v report.Verdict, checks ...report.CheckResult) *Student {
		return &Student{Labs: []Scored{{Result: report.Result{Verdict: v, Checks: checks}}}}
	}
	got := stuck([]Lab{askLab}, []*Student{
		student(report.Passed), student(report.Unable), {Problem: "nothing"},
		student(report.NotYet, found("a", "", report.Passed), failed("b", "x")),
		student(report.NotYet, found("a", "", report.Passed), failed("b", "y"), failed("b", "z")),
		student(report.NotYet, failed("a", "x"), report.CheckResult{Check: "b", Verdict: report.NotYet, Skipped: "A"}),
		student(report.NotYet, found("a", "", report.Passed), failed("b", "y")),
		student(report.NotYet),
	})
	if len(got) != 3 || got[0] != (Stuck{"1", "B", 3, 2, 6, "y", 2}) || got[2] != (Stuck{"1", "A", 1, 1, 6, "x", 1}) || got[1].Failed != 1 {
		t.Errorf("%+v", got)
	}
	broken := &Student{Labs: []Scored{{Result: report.Result{Verdict: report.NotYet, Reason: "it does not compile:\nline 3"}}}}
	if got := stuck([]Lab{askLab}, []*Student{broken}); len(got) != 1 || got[0].Hint != "it does not compile" {
		t.Errorf("%+v", got)
	}
}

// TestAlike compares only the files that students change.
func TestAlike(t *testing.T) {
	start := fstest.MapFS{"lib/a.ex": {Data: []byte("start\n")}, "priv/app.css": {Data: []byte("x")}}
	same := func(files map[string]string) string {
		dir := t.TempDir()
		write(t, dir, files)
		texts, err := changed(dir, start)
		if err != nil {
			t.Fatal(err)
		}
		return sameness(texts)
	}
	one := same(map[string]string{"lib/a.ex": "a  b\n  # mine\nc\n", "priv/app.css": "x"})
	for name, c := range map[string]struct {
		files map[string]string
		want  bool
	}{
		"spaces and comments": {map[string]string{"lib/a.ex": "a b\r\n\r\nc", "priv/app.css": "other", "deps/x/a.ex": "z"}, true},
		"another name":        {map[string]string{"lib/a.ex": "start\n", "lib/b.ex": "a b\nc\n", "priv/app.css": "x"}, true},
		"other words":         {map[string]string{"lib/a.ex": "a b\nd\n"}, false},
		"one more":            {map[string]string{"lib/a.ex": "a b\nc\n", "lib/b.ex": "e"}, false},
	} {
		if got := same(c.files); (got == one) != c.want {
			t.Errorf("%s: %v", name, got == one)
		}
	}
	if same(map[string]string{"lib/a.ex": "start\n"}) != "" {
		t.Error("who has changed nothing is equal to others")
	}
	if got := alike([]*Student{{Name: "a", same: "1"}, {Name: "b"}, {Name: "c", same: "1"}, {Name: "d", same: "2"}, {Name: "e"}}); len(got) != 1 || !slices.Equal(got[0], []string{"a", "c"}) {
		t.Error(got)
	}
}

// TestOwnRecord checks that entries that do not belong to the labs are ignored.
func TestOwnRecord(t *testing.T) {
	q := &catalogue.Question{Ask: "?", Choices: []catalogue.Choice{{Text: "no"}, {Text: "yes", Right: true}}}
	labs := []*catalogue.Lab{{ID: "1", Steps: []*catalogue.Step{{ID: "q", Question: q}, {ID: "do"}}}}
	p := &workbook.Progress{Labs: map[string]*workbook.LabProgress{"1": {Hints: map[string]int{"q": 2, "": 1, "x": -9}, Solutions: 1,
		Answers: map[string]workbook.Answer{"q": {First: []int{0, 7, -1}, Last: []int{1}}, "do": {First: []int{0}}, "gone": {}}}}}
	own := ownRecord(labs, p)
	if own.Hints["1"] != 3 || own.Solutions["1"] != 1 || len(own.Answers) != 1 || own.Right() != 0 || !own.Answers[0].Later || !slices.Equal(own.Answers[0].First, []string{"no"}) {
		t.Errorf("%+v", own)
	}
	if ownRecord(labs, &workbook.Progress{}) != nil {
		t.Error("a record of nothing")
	}
}

// TestQueue checks that an expensive submission yields to the others.
func TestQueue(t *testing.T) {
	a, b, c := &turn{}, &turn{}, &turn{}
	q := &queue{turns: []*turn{a, b, c}}
	if q.next() != a || !q.yields(a) || q.next() != b || q.next() != c || q.yields(c) || q.next() != a || q.next() != nil {
		t.Error("out of turn")
	}
	if !costly(report.Result{Took: 2 * patience}) || costly(report.Result{Took: time.Second}) {
		t.Error("costly is not by time")
	}
}

// TestKept checks that a stored result is found only for the same program, lab, files and record.
func TestKept(t *testing.T) {
	out := t.TempDir()
	k := kept{Program: "1", Lab: "h", Files: "f", Result: report.Result{Lab: "1", Verdict: report.NotYet, Checks: []report.CheckResult{found("a", "", report.Passed)}}}
	if err := k.write(out); err != nil {
		t.Fatal(err)
	}
	ask := kept{Program: "1", Lab: "h", Files: "f", Result: report.Result{Lab: "1"}}
	if r, ok := ask.read(out); !ok || r.Verdict != report.NotYet || len(r.Checks) != 1 {
		t.Errorf("%+v, %v", r, ok)
	}
	for _, other := range []kept{{"2", "h", "f", "", ask.Result}, {"1", "i", "f", "", ask.Result}, {"1", "h", "g", "", ask.Result}, {"1", "h", "f", "r", ask.Result}, {"1", "h", "f", "", report.Result{Lab: "2"}}} {
		if _, ok := other.read(out); ok {
			t.Errorf("%+v is not what was graded", other)
		}
	}
	unable := kept{Program: "3", Result: report.Result{Lab: "1", Verdict: report.Unable}}
	if err := unable.write(out); err != nil {
		t.Fatal(err)
	}
	if _, ok := unable.read(out); ok {
		t.Error("a machine's fault was kept")
	}
}

// TestReports checks that every format escapes text of students.
func TestReports(t *testing.T) {
	bad := "=1+1<script>alert(1)</script>\x1b[2J\u202e"
	share := 25.0
	c := &Class{Format: Format, Program: "v1", Labs: []Lab{askLab}, Alike: [][]string{{bad, "b"}}, Students: []*Student{
		{Name: bad, Files: "f00", Total: &share, Own: &Own{Answers: []FirstAnswer{{Ask: "?", First: []string{"no"}}}}, Diff: []File{{bad, "--- start\n+++ submission\n@@ -1 +1 @@\n-a\n+" + bad + "\n"}},
			Labs: []Scored{{report.Result{Lab: "1", Title: "Ask", Verdict: report.NotYet, Reason: bad, Checks: []report.CheckResult{{Check: "a", Title: "A", Verdict: report.NotYet, Hint: bad, Saw: bad}}}, &share}}},
		{Name: "b", Person: "Ash, Bo", Roster: map[string]string{"ID": "7", "Student": "Ash, Bo"}, Problem: bad},
		{Name: "b (2)", Person: "Ash, Bo", Roster: map[string]string{"ID": "7", "Student": "Ash, Bo"}, Total: &share, Labs: []Scored{{report.Result{Lab: "1"}, &share}}},
		{Name: "n", Missing: true, Problem: "nothing was handed in"},
	}}
	text := func(write func(*bytes.Buffer) error) string {
		t.Helper()
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	html := text(func(b *bytes.Buffer) error { return c.Page(b) })
	if strings.Contains(html, "<script>alert") || strings.ContainsAny(html, "\x1b\u202e") || strings.Contains(html, "http") {
		t.Error("the page holds what a submission says, or needs something else")
	}
	if table := text(func(b *bytes.Buffer) error { return c.Table(b) }); strings.ContainsAny(table, "\x1b\u202e") || !strings.Contains(table, "25") {
		t.Error(table)
	}
	rows := func(write func(*bytes.Buffer) error) [][]string {
		t.Helper()
		all, err := csv.NewReader(strings.NewReader(text(write))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	grades := rows(func(b *bytes.Buffer) error { return c.Grades(b) })
	if len(grades) != 5 || !strings.HasPrefix(grades[1][0], "'=1+1") || grades[1][3] != "25" {
		t.Errorf("%q", grades)
	}
	canvas := rows(func(b *bytes.Buffer) error { return c.Canvas(b) })
	want := []string{"Ash, Bo", "7", "", "", "", "25"}
	if len(canvas) != 4 || !slices.Equal(canvas[0], []string{"Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lab 1 Ask"}) || canvas[1][5] != "100" || !slices.Equal(canvas[3], want) {
		t.Errorf("%q", canvas)
	}
	if moodle := rows(func(b *bytes.Buffer) error { return c.Moodle(b) }); len(moodle) != 3 || moodle[2][0] != "Bo" || moodle[2][1] != "Ash" {
		t.Errorf("%q", moodle)
	}
	var any struct{ Students []Student }
	if err := json.Unmarshal([]byte(text(func(b *bytes.Buffer) error { return c.JSON(b) })), &any); err != nil || len(any.Students) != 4 {
		t.Errorf("%v, %v", any, err)
	}
	if err := xml.Unmarshal([]byte(text(func(b *bytes.Buffer) error { return c.JUnit(b) })), new(struct{})); err != nil {
		t.Error(err)
	}
}
