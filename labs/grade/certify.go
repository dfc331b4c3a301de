package grade

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/workbook"
)

// This file grades a corpus.

// An Outcome is the result of grading a program.
type Outcome struct {
	Program catalogue.Program
	Result  report.Result
	Said    string
	// Others are the verdicts of repetitions that differ from the first.
	Others []string
}

// Right reports whether the verdict is the expected verdict.
func (o Outcome) Right() bool {
	if o.Program.Verdict == catalogue.Refused {
		return o.Result.Verdict == report.NotYet
	}
	return o.Said == o.Program.Verdict
}

// A Certification configures the grading of a corpus.
type Certification struct {
	Lab       *catalogue.Lab
	Corpus    *catalogue.Corpus
	Exercises fs.FS
	Grader    Grader
	// AtOnce is the number of programs to grade at the same time. Times is the number of
	// repetitions.
	AtOnce, Times int
}

// Certify grades the programs of a corpus concurrently. It calls done with each outcome. When ctx
// ends, the outcomes lack the remaining programs.
func Certify(ctx context.Context, c Certification, done func(Outcome)) ([]Outcome, error) {
	var mu sync.Mutex
	var outcomes []Outcome
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(max(1, c.AtOnce))
	for _, p := range c.Corpus.Programs {
		work.Go(func() error {
			if ctx.Err() != nil {
				return nil
			}
			o, err := c.one(ctx, p)
			if err != nil || ctx.Err() != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			outcomes = append(outcomes, o)
			done(o)
			return nil
		})
	}
	err := work.Wait()
	return outcomes, err
}

// tries is the maximum number of attempts to grade a program. Another attempt is made if the
// machine fails.
const tries = 3

// one grades a program with all repetitions.
func (c *Certification) one(ctx context.Context, p catalogue.Program) (Outcome, error) {
	l := c.Lab
	dir, err := os.MkdirTemp("", "lab-certify-")
	if err != nil {
		return Outcome{}, fmt.Errorf("making a workbook for %s: %w", p.ID, err)
	}
	defer os.RemoveAll(dir)
	w, err := workbook.Open(dir, c.Exercises)
	if err != nil {
		return Outcome{}, err
	}
	if _, err := w.LayOut(); err != nil {
		return Outcome{}, err
	}
	if l.HasSolution() {
		if _, err := w.ApplySolution(l); err != nil {
			return Outcome{}, err
		}
	}
	if err := w.WriteProject(p.File, c.Corpus.Text(p)); err != nil {
		return Outcome{}, fmt.Errorf("writing %s: %w", p.ID, err)
	}
	for name, text := range p.Files {
		if err := w.WriteProject(name, text); err != nil {
			return Outcome{}, fmt.Errorf("writing %s of %s: %w", name, p.ID, err)
		}
	}
	g := c.Grader
	g.Project = w.ProjectDir()
	r := gradeAgain(ctx, l, g)
	o := Outcome{Program: p, Result: r, Said: Said(r)}
	for n := 1; n < c.Times && ctx.Err() == nil; n++ {
		if again := gradeAgain(ctx, l, g); again.Verdict != r.Verdict {
			o.Others = append(o.Others, Said(again))
		}
	}
	return o, nil
}

// gradeAgain grades a program, and repeats that if the machine fails.
func gradeAgain(ctx context.Context, l *catalogue.Lab, g Grader) report.Result {
	r := g.check(ctx, l)
	for n := 1; r.Verdict == report.Unable && n < tries && ctx.Err() == nil; n++ {
		r = g.check(ctx, l)
	}
	return r
}

// A Certificate summarises the outcomes of a corpus.
type Certificate struct {
	Right, Wrong int
	// FalseFails is the number of right programs that did not pass. FalsePasses is the number of
	// wrong programs that passed. Misnamed is the number of wrong programs for which the checks
	// named another mistake than the expected mistake.
	FalseFails, FalsePasses, Misnamed int
	// Unable is the number of programs that could not be graded. They are not part of any other
	// count.
	Unable int
	// Changed is the number of programs with a repetition that had another verdict.
	Changed int
}

// Count summarises outcomes.
func Count(outcomes []Outcome) Certificate {
	var c Certificate
	for _, o := range outcomes {
		if len(o.Others) > 0 {
			c.Changed++
		}
		right := o.Program.Verdict == catalogue.Passes
		switch {
		case o.Result.Verdict == report.Unable:
			c.Unable++
		case right:
			c.Right++
			if !o.Right() {
				c.FalseFails++
			}
		default:
			c.Wrong++
			if o.Said == catalogue.Passes {
				c.FalsePasses++
			} else if !o.Right() {
				c.Misnamed++
			}
		}
	}
	return c
}

// Clean reports whether all programs were graded correctly.
func (c Certificate) Clean() bool {
	return c.FalseFails+c.FalsePasses+c.Misnamed+c.Unable+c.Changed == 0
}

// Said returns the verdict of a result in the terms of a corpus.
func Said(r report.Result) string {
	switch {
	case r.Verdict == report.Passed:
		return catalogue.Passes
	case r.Verdict == report.Unable:
		return "unable"
	case r.Mistake != "":
		return r.Mistake
	case len(r.Checks) == 0:
		return catalogue.Uncompiled
	}
	for _, c := range r.Checks {
		if c.Mistake != "" {
			return c.Mistake
		}
	}
	return ""
}

// Bound returns the upper limit of the 95 % confidence interval for the error rate after n
// independent programs without an error: the p for which (1-p)^n is 0.05.
func Bound(n int) float64 {
	if n == 0 {
		return 1
	}
	return 1 - math.Pow(0.05, 1/float64(n))
}
