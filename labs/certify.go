package labs

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"
)

// This file grades a corpus.

// An Outcome is what the checks said of one program.
type Outcome struct {
	Program Program
	Result  LabResult
	Said    string
}

// Right reports whether the checks said what the program deserves.
func (o Outcome) Right() bool {
	if o.Program.Verdict == Refused {
		return o.Result.Verdict == NotYet
	}
	return o.Said == o.Program.Verdict
}

// Certify grades every program of a corpus, several at a time, and tells done of
// each as it comes.
func Certify(ctx context.Context, l *Lab, c *Corpus, exercises fs.FS, g Grader, atOnce int, done func(Outcome)) ([]Outcome, error) {
	outcomes := make([]Outcome, len(c.Programs))
	said := make(chan Outcome)
	told := make(chan struct{})
	go func() {
		defer close(told)
		for o := range said {
			done(o)
		}
	}()
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(max(1, atOnce))
	for i, p := range c.Programs {
		work.Go(func() error {
			o, err := certifyOne(ctx, l, c, p, exercises, g)
			if err != nil {
				return err
			}
			outcomes[i] = o
			said <- o
			return nil
		})
	}
	err := work.Wait()
	close(said)
	<-told
	return outcomes, err
}

// tries is how often a program is graded when the machine was at fault.
const tries = 3

func certifyOne(ctx context.Context, l *Lab, c *Corpus, p Program, exercises fs.FS, g Grader) (Outcome, error) {
	dir, err := os.MkdirTemp("", "lab-certify-")
	if err != nil {
		return Outcome{}, fmt.Errorf("making a workbook for %s: %w", p.ID, err)
	}
	defer os.RemoveAll(dir)
	w, err := Open(dir, exercises)
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
	if err := writeFile(file, []byte(c.Text(p))); err != nil {
		return Outcome{}, fmt.Errorf("writing %s: %w", p.ID, err)
	}
	for name, text := range p.Files {
		if err := writeFile(filepath.Join(w.ProjectDir(), filepath.FromSlash(name)), []byte(text)); err != nil {
			return Outcome{}, fmt.Errorf("writing %s of %s: %w", name, p.ID, err)
		}
	}
	g.Project = w.ProjectDir()
	none := &Progress{Labs: map[string]*LabProgress{}}
	r := g.Check(ctx, l, none)
	for n := 1; r.Verdict == Unable && n < tries && ctx.Err() == nil; n++ {
		r = g.Check(ctx, l, none)
	}
	return Outcome{p, r, r.Said()}, nil
}

// A Certificate counts the outcomes of a corpus.
type Certificate struct {
	Right, Wrong int
	// FalseFails are right programs that did not pass, FalsePasses wrong ones that
	// did, and Misnamed wrong ones for which another mistake was named.
	FalseFails, FalsePasses, Misnamed int
}

// Count counts outcomes.
func Count(outcomes []Outcome) Certificate {
	var c Certificate
	for _, o := range outcomes {
		switch right := o.Program.Verdict == Passes; {
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

// Clean reports whether the checks made no error at all.
func (c Certificate) Clean() bool { return c.FalseFails+c.FalsePasses+c.Misnamed == 0 }
