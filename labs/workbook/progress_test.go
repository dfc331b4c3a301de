package workbook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lab/labs/catalogue"
)

// book returns a workbook without files, on a machine with its own key.
func book(t *testing.T) *Workbook {
	t.Helper()
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "AppData"} {
		t.Setenv(name, t.TempDir())
	}
	w, err := Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func progressOf(t *testing.T, w *Workbook) *Progress {
	t.Helper()
	p, notice, err := w.Progress()
	if err != nil || notice != "" {
		t.Fatalf("%q, %v", notice, err)
	}
	return p
}

var lab = &catalogue.Lab{ID: "a", Steps: []*catalogue.Step{{ID: "one", Until: []*catalogue.Expectation{{}}}, {ID: "two"}, {ID: "three"}}}

// TestTwoProgramsInOneWorkbook lets two programs save changes to the same workbook. No change may
// be lost.
func TestTwoProgramsInOneWorkbook(t *testing.T) {
	w := book(t)
	a := progressOf(t, w)
	a.Lab("a").AddDone("one")
	a.Lab("gone").Done = []string{"x"}
	save(t, a)
	b := progressOf(t, w)
	a.Lab("a").AddDone("two")
	a.Lab("a").Hints = map[string]int{"": 2}
	a.Lab("a").Answers = map[string]Answer{"two": {First: []int{1}, Last: []int{1}}}
	b.Lab("a").AddDone("three")
	b.Lab("a").At = "three"
	b.Lab("a").Answers = map[string]Answer{"two": {First: []int{0}, Last: []int{0}, Right: true}}
	b.Lab("b").Guesses = []Guess{{Fault: "kill node1"}}
	delete(b.Labs, "gone")
	save(t, a)
	save(t, b)
	a.Lab("b").Guesses = []Guess{{Fault: "cut node1 node2"}}
	save(t, a)
	p := progressOf(t, w)
	lp := p.Lab("a")
	if slices.Sort(lp.Done); !slices.Equal(lp.Done, []string{"one", "three", "two"}) {
		t.Errorf("done: %v", lp.Done)
	}
	if got := lp.Answers["two"]; !slices.Equal(got.First, []int{1}) || !got.Right || lp.At != "three" || lp.Hints[""] != 2 {
		t.Errorf("%+v", lp)
	}
	if got := p.Lab("b").Guesses; len(got) != 2 {
		t.Errorf("guesses: %v", got)
	}
	if len(p.Lab("gone").Done) > 0 {
		t.Error("a lab that was started afresh is back")
	}
}

func save(t *testing.T, p *Progress) {
	t.Helper()
	if err := p.Save(); err != nil {
		t.Fatal(err)
	}
}

// TestManySaveAtOnce checks that concurrent saves lose nothing.
func TestManySaveAtOnce(t *testing.T) {
	w := book(t)
	var all sync.WaitGroup
	const programs, steps = 8, 10
	for i := range programs {
		all.Go(func() {
			p, _, err := w.Progress()
			for j := range steps {
				if err == nil {
					p.Lab("a").Done = append(p.Lab("a").Done, fmt.Sprintf("%d-%d", i, j))
					err = p.Save()
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := len(progressOf(t, w).Lab("a").Done); got != programs*steps {
		t.Errorf("%d of %d are there", got, programs*steps)
	}
}

// TestDamagedProgress checks that each damaged file is reported and moved aside under a different
// name.
func TestDamagedProgress(t *testing.T) {
	w := book(t)
	for n := 1; n <= 3; n++ {
		writeAll(t, w.Dir, map[string]string{".lab/progress.json": strings.Repeat("{", n)})
		_, notice, err := w.Progress()
		if err != nil || !strings.Contains(notice, "was damaged") || len(w.Damaged()) != n {
			t.Errorf("%q, %v, %v", notice, w.Damaged(), err)
		}
	}
}

// TestRecords checks that a record is valid only for the step, lab and workbook that it was made
// for.
func TestRecords(t *testing.T) {
	w := book(t)
	p := progressOf(t, w)
	one, two := lab.Steps[0], lab.Steps[1]
	r, err := p.SawStep(lab, one)
	if err != nil {
		t.Fatal(err)
	}
	p.Lab("a").Saw("one", r)
	save(t, p)
	p = progressOf(t, w)
	if p.HasSeen(lab, one) == nil || !r.ThisMachine() {
		t.Error("the record does not hold")
	}
	other := &catalogue.Lab{ID: "b", Steps: lab.Steps}
	p.Lab("a").Seen["two"] = r
	p.Lab("b").Seen = map[string]*Record{"one": r}
	later := *r
	later.At = later.At.Add(time.Hour)
	if p.HasSeen(lab, two) != nil || p.HasSeen(other, one) != nil {
		t.Error("a record holds for what it was not made for")
	}
	p.Lab("a").Seen["one"] = &later
	if p.HasSeen(lab, one) != nil {
		t.Error("a record that was changed holds")
	}
	p.Lab("a").Seen["one"] = r
	p.Workbook = "another"
	if p.HasSeen(lab, one) != nil {
		t.Error("a record of another workbook holds")
	}
	checked, err := progressOf(t, w).SawPass(lab, "abc")
	if err != nil {
		t.Fatal(err)
	}
	p = progressOf(t, w)
	if p.Lab("a").Checked = checked; p.HasPassed(lab) == nil {
		t.Error("the record of what passed does not hold")
	}
	checked.Hash = "abd"
	if p.HasPassed(lab) != nil {
		t.Error("it holds for other files")
	}
}

// TestKeepPassed checks that either the old or the new files are complete at any moment.
func TestKeepPassed(t *testing.T) {
	w := book(t)
	files := t.TempDir()
	for n := range 3 {
		writeAll(t, files, map[string]string{"mix.exs": fmt.Sprint(n)})
		if err := w.KeepPassed(lab, files); err != nil {
			t.Fatal(err)
		}
		if text, err := os.ReadFile(filepath.Join(w.Kept(lab), "mix.exs")); err != nil || string(text) != fmt.Sprint(n) {
			t.Errorf("%q, %v", text, err)
		}
	}
	entries, err := os.ReadDir(filepath.Join(w.Dir, stateDir, "passed"))
	if err != nil || len(entries) != 1 {
		t.Errorf("%v, %v", entries, err)
	}
	// State after a program was killed between the two renames.
	dir := filepath.Dir(w.PassedDir(lab))
	if err := os.Rename(dir, dir+".old"); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(filepath.Join(w.Kept(lab), "mix.exs")); err != nil || string(text) != "2" {
		t.Errorf("%q, %v", text, err)
	}
}
