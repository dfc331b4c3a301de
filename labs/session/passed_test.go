package session

import (
	"strings"
	"testing"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// TestStepsDone checks that a lab passes only with a record for each step that has expectations.
func TestStepsDone(t *testing.T) {
	p := progressOf(t)
	lp := p.Lab("a")
	lp.Done = []string{"one", "two", "three"}
	if r := StepsDone(lab, p); r.Verdict != report.NotYet || !strings.Contains(r.Reason, "there is no record") {
		t.Errorf("%+v", r)
	}
	r, err := p.SawStep(lab, lab.Steps[0])
	if err != nil {
		t.Fatal(err)
	}
	lp.Saw("one", r)
	if r := StepsDone(lab, p); r.Verdict != report.Passed || !r.Record {
		t.Errorf("%+v", r)
	}
	lp.Done = lp.Done[:2]
	if r := StepsDone(lab, p); r.Verdict != report.NotYet || !strings.Contains(r.Reason, "1 of 3 steps") {
		t.Errorf("%+v", r)
	}
}

var lab = &catalogue.Lab{ID: "a", Steps: []*catalogue.Step{{ID: "one", Until: []*catalogue.Expectation{{}}}, {ID: "two"}, {ID: "three"}}}

// progressOf returns the progress of a new workbook, on a machine with its own key.
func progressOf(t *testing.T) *workbook.Progress {
	t.Helper()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, t.TempDir())
	}
	w, err := workbook.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := w.Progress()
	if err != nil {
		t.Fatal(err)
	}
	return p
}
