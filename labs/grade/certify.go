package labs

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sync/errgroup"
)

// This file grades a corpus.

// An Outcome is what the checks said of one program.
type Outcome struct {
	Program Program
	Result  LabResult
	Said    string
	// Others are the verdicts of repetitions that were not the same.
	Others []string
}

// Right reports whether the checks said what the program deserves.
func (o Outcome) Right() bool {
	if o.Program.Verdict == Refused {
		return o.Result.Verdict == NotYet
	}
	return o.Said == o.Program.Verdict
}

// A Certification is one grading of a corpus.
type Certification struct {
	Lab       *Lab
	Corpus    *Corpus
	Exercises fs.FS
	Grader    Grader
	// AtOnce is how many programs are graded at the same time, Times how often each is.
	AtOnce, Times int
}

// Certify grades every program of a corpus, several at a time, and tells done of
// each as it comes. Programs that were not graded when ctx ended are not among the
// outcomes.
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

// tries is how often a program is graded when the machine was at fault.
const tries = 3

// one grades one program, as often as is asked for.
func (c *Certification) one(ctx context.Context, p Program) (Outcome, error) {
	l := c.Lab
	dir, err := os.MkdirTemp("", "lab-certify-")
	if err != nil {
		return Outcome{}, fmt.Errorf("making a workbook for %s: %w", p.ID, err)
	}
	defer os.RemoveAll(dir)
	w, err := Open(dir, c.Exercises)
	if err != nil {
		return Outcome{}, err
	}
	if _, err := w.LayOut(); err != nil {
		return Outcome{}, err
	}
	if l.Solution != "" {
		if _, err := w.ApplySolution(l); err != nil {
			return Outcome{}, err
		}
	}
	file := filepath.Join(w.ProjectDir(), filepath.FromSlash(p.File))
	if err := writeFile(file, []byte(c.Corpus.Text(p))); err != nil {
		return Outcome{}, fmt.Errorf("writing %s: %w", p.ID, err)
	}
	for name, text := range p.Files {
		if err := writeFile(filepath.Join(w.ProjectDir(), filepath.FromSlash(name)), []byte(text)); err != nil {
			return Outcome{}, fmt.Errorf("writing %s of %s: %w", name, p.ID, err)
		}
	}
	g := c.Grader
	g.Project = w.ProjectDir()
	r := gradeAgain(ctx, l, g)
	o := Outcome{Program: p, Result: r, Said: r.Said()}
	for n := 1; n < c.Times && ctx.Err() == nil; n++ {
		if again := gradeAgain(ctx, l, g); again.Verdict != r.Verdict {
			o.Others = append(o.Others, again.Said())
		}
	}
	return o, nil
}

// gradeAgain grades a program, once more where the machine was at fault.
func gradeAgain(ctx context.Context, l *Lab, g Grader) LabResult {
	none := &Progress{Labs: map[string]*LabProgress{}}
	r := g.Check(ctx, l, none)
	for n := 1; r.Verdict == Unable && n < tries && ctx.Err() == nil; n++ {
		r = g.Check(ctx, l, none)
	}
	return r
}

// A Certificate counts the outcomes of a corpus.
type Certificate struct {
	Right, Wrong int
	// FalseFails are right programs that did not pass, FalsePasses wrong ones that
	// did, and Misnamed wrong ones for which another mistake was named.
	FalseFails, FalsePasses, Misnamed int
	// Unable are programs that could not be graded. They say nothing of the checks, and
	// are in no other count.
	Unable int
	// Changed are programs of which a repetition had another verdict.
	Changed int
}

// Count counts outcomes.
func Count(outcomes []Outcome) Certificate {
	var c Certificate
	for _, o := range outcomes {
		if len(o.Others) > 0 {
			c.Changed++
		}
		right := o.Program.Verdict == Passes
		switch {
		case o.Result.Verdict == Unable:
			c.Unable++
		case right:
			c.Right++
			if !o.Right() {
				c.FalseFails++
			}
		default:
			c.Wrong++
			if o.Said == Passes {
				c.FalsePasses++
			} else if !o.Right() {
				c.Misnamed++
			}
		}
	}
	return c
}

// Clean reports whether all programs were graded, and without any error.
func (c Certificate) Clean() bool {
	return c.FalseFails+c.FalsePasses+c.Misnamed+c.Unable+c.Changed == 0
}
