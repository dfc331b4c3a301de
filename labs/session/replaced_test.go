package session

import (
	"slices"
	"testing"

	"lab/labs/catalogue"
	"lab/labs/report"
)

// TestSettle: a lab is replaced where the later one passes on the same files, and then only.
func TestSettle(t *testing.T) {
	third := &catalogue.Lab{ID: "3"}
	first := &catalogue.Lab{ID: "1", ReplacedBy: []*catalogue.Lab{third}}
	list := []*catalogue.Lab{first, third}
	for _, c := range []struct {
		name         string
		first, third report.Result
		want         string
	}{
		{"both fail", report.Result{Verdict: report.NotYet}, report.Result{Verdict: report.NotYet}, ""},
		{"the later passes", report.Result{Verdict: report.NotYet}, report.Result{Verdict: report.Passed}, "3"},
		{"the later passed once", report.Result{Verdict: report.NotYet, Replaced: "3"}, report.Result{Verdict: report.NotYet}, ""},
		{"the later is kept from before", report.Result{Verdict: report.NotYet}, report.Result{Verdict: report.Passed, Kept: true}, ""},
		{"both pass", report.Result{Verdict: report.Passed}, report.Result{Verdict: report.Passed}, ""},
		{"the machine was at fault", report.Result{Verdict: report.Unable}, report.Result{Verdict: report.Passed}, ""},
	} {
		c.first.Lab, c.third.Lab = "1", "3"
		results := []report.Result{c.first, c.third}
		Settle(list, results)
		if results[0].Replaced != c.want || results[1].Replaced != "" {
			t.Errorf("%s: %+v", c.name, results)
		}
		if fails := report.Worst(results[:1]) != report.Passed; fails != (c.want == "" && c.first.Verdict != report.Passed) {
			t.Errorf("%s: counts wrongly", c.name)
		}
	}
}

// TestReplacing goes by the record of what passed, and by nothing written by hand.
func TestReplacing(t *testing.T) {
	p := progressOf(t)
	third := &catalogue.Lab{ID: "3"}
	first := &catalogue.Lab{ID: "1", ReplacedBy: []*catalogue.Lab{third}}
	if got := Replacing(first, p); len(got) != 0 {
		t.Errorf("replaced by %v, which nobody did", got)
	}
	checked, err := p.SawPass(third, "abc")
	if err != nil {
		t.Fatal(err)
	}
	p.Lab("3").Checked = checked
	if got := Replacing(first, p); !slices.Equal(got, []*catalogue.Lab{third}) {
		t.Errorf("replaced by %v", got)
	}
	before := &catalogue.Lab{ID: "0", ReplacedBy: []*catalogue.Lab{first}}
	if got := Replacing(before, p); !slices.Equal(got, []*catalogue.Lab{third}) {
		t.Errorf("the one before is replaced by %v", got)
	}
	p.Lab("3").Checked.Hash = "abd"
	if got := Replacing(first, p); len(got) != 0 {
		t.Errorf("replaced by %v, by a record that does not hold", got)
	}
}
