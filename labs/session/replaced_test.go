package session

import (
	"slices"
	"testing"

	"lab/labs/catalogue"
	"lab/labs/report"
)

// TestSettle checks that a later lab replaces a lab only if it passes now, on the same files.
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

// TestReplacing checks that only a valid record of a passed lab counts.
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

// TestOrder checks that a lab comes after the labs that replace it, and that labs without
// replacements come before labs with them.
func TestOrder(t *testing.T) {
	last := &catalogue.Lab{ID: "8"}
	quorum := &catalogue.Lab{ID: "quorum", ReplacedBy: []*catalogue.Lab{last}}
	sixth := &catalogue.Lab{ID: "6", ReplacedBy: []*catalogue.Lab{quorum}}
	other := &catalogue.Lab{ID: "7"}
	for _, c := range []struct {
		list []*catalogue.Lab
		want []int
	}{
		{[]*catalogue.Lab{sixth, other, quorum, last}, []int{1, 3, 2, 0}},
		{[]*catalogue.Lab{last, sixth, other}, []int{0, 1, 2}},
		{nil, nil},
	} {
		if got := Order(c.list); !slices.Equal(got, c.want) {
			t.Errorf("got %v, want %v", got, c.want)
		}
	}
}

// TestReplaced checks that only a lab that passes now can replace another. A lab that is itself
// replaced cannot.
func TestReplaced(t *testing.T) {
	last := &catalogue.Lab{ID: "8"}
	quorum := &catalogue.Lab{ID: "quorum", ReplacedBy: []*catalogue.Lab{last}}
	sixth := &catalogue.Lab{ID: "6", ReplacedBy: []*catalogue.Lab{quorum}}
	for _, c := range []struct {
		name   string
		lab    *catalogue.Lab
		beside report.Result
		want   bool
	}{
		{"passes", quorum, report.Result{Lab: "8"}, true},
		{"is kept from before", quorum, report.Result{Lab: "8", Kept: true}, false},
		{"does not pass", quorum, report.Result{Lab: "8", Verdict: report.NotYet}, false},
		{"could not run", quorum, report.Result{Lab: "8", Verdict: report.Unable}, false},
		{"replaces another lab", sixth, report.Result{Lab: "8"}, false},
		{"is replaced itself", sixth, report.Result{Lab: "quorum", Verdict: report.NotYet, Replaced: "8"}, false},
	} {
		if got := Replaced(c.lab, []report.Result{c.beside}); (got != nil) != c.want {
			t.Errorf("the later lab %s: %+v", c.name, got)
		}
	}
}
