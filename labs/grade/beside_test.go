package grade

import (
	"testing"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// TestReplacedNow checks that only a result for exactly the same files counts.
func TestReplacedNow(t *testing.T) {
	w, err := workbook.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const file = "lib/a.ex"
	if err := w.WriteProject(file, "one"); err != nil {
		t.Fatal(err)
	}
	hash, err := workbook.CopyProject(w.ProjectDir(), t.TempDir()+"/copy")
	if err != nil {
		t.Fatal(err)
	}
	third := &catalogue.Lab{ID: "3"}
	first := &catalogue.Lab{ID: "1", ReplacedBy: []*catalogue.Lab{third}}
	done := []report.Result{{Lab: "3", Graded: hash}}
	if r, ok := replacedNow(w, first, done); !ok || r.Replaced != "3" || r.Lab != "1" || r.Verdict != report.NotYet || r.Graded != hash {
		t.Errorf("%+v, %v", r, ok)
	}
	if r, ok := replacedNow(w, third, done); ok {
		t.Errorf("replaced by itself: %+v", r)
	}
	if err := w.WriteProject(file, "two"); err != nil {
		t.Fatal(err)
	}
	if r, ok := replacedNow(w, first, done); ok {
		t.Errorf("replaced by what other files passed: %+v", r)
	}
}
