package class

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lab/labs/catalogue"
	"lab/labs/grade"
	"lab/labs/workbook"
)

// This file grades submissions concurrently, each in its own copy.

// A Work configures the grading of a class.
type Work struct {
	Labs      []*catalogue.Lab
	Exercises fs.FS
	Grader    grade.Grader
	// Program is the version of lab.
	Program string
	// Out is the folder for stored results.
	Out string
	// Jobs is the number of submissions to grade at the same time.
	Jobs int
	// Told is called with each result.
	Told func(Step)
}

// A Step is the progress after grading a lab of a student.
type Step struct {
	Student, Lab string
	// Said describes the verdict.
	Said string
	// Kept reports whether the result comes from an earlier run.
	Kept      bool
	Done, All int
}

// NodeMemory is the memory limit of a submission's node in MB. It is low because several
// submissions are graded at once.
const NodeMemory = 512

// tries is the maximum number of attempts to grade a lab. Another attempt is made if the machine
// fails.
const tries = 2

// grading is the state of a running Work.
type grading struct {
	*Work
	start fs.FS // the original project
	labs  []Lab
	queue queue
	mu    sync.Mutex
	done  int
	all   int
}

// Run grades submissions. If ctx ends first, Run returns an error, but the results so far are
// stored.
func (w *Work) Run(ctx context.Context, submissions []Submission, roster *Roster) (*Class, error) {
	g := &grading{Work: w, all: len(submissions) * len(w.Labs)}
	var err error
	if g.start, err = fs.Sub(w.Exercises, catalogue.Project); err != nil {
		return nil, fmt.Errorf("the original project: %w", err)
	}
	for _, l := range w.Labs {
		by, err := gradedBy(l)
		if err != nil {
			return nil, err
		}
		g.labs = append(g.labs, by)
	}
	var students []*Student
	for _, s := range submissions {
		t := &turn{Student: &Student{Name: s.Name, Problem: s.Problem}, submission: s}
		students = append(students, t.Student)
		g.queue.turns = append(g.queue.turns, t)
	}
	work, ctx := errgroup.WithContext(ctx)
	for range max(1, w.Jobs) {
		work.Go(func() error { return g.worker(ctx) })
	}
	err = work.Wait()
	for _, t := range g.queue.late { // turns left over after an error
		err = errors.Join(err, os.RemoveAll(t.scratch))
	}
	if err != nil {
		return nil, err
	}
	students = assign(roster, students)
	return &Class{Format: Format, Program: w.Program, At: time.Now().UTC().Truncate(time.Second), Labs: g.labs,
		Students: students, Stuck: stuck(g.labs, students), Alike: alike(students)}, nil
}

func (g *grading) worker(ctx context.Context) error {
	for t := g.queue.next(); t != nil; t = g.queue.next() {
		if err := g.take(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// take grades the remaining labs of a submission until it is done or has to yield to others.
func (g *grading) take(ctx context.Context, t *turn) error {
	if t.scratch == "" && t.Problem == "" {
		if err := g.open(ctx, t); err != nil {
			os.RemoveAll(t.scratch)
			return err
		}
	}
	for t.Problem == "" && len(t.graded) < len(g.labs) {
		if err := g.gradeRemaining(ctx, t); err != nil {
			os.RemoveAll(t.scratch)
			return err
		}
		if len(t.graded) < len(g.labs) && g.queue.yields(t) {
			return nil
		}
	}
	g.settle(t)
	t.Total = total(t.Labs)
	if t.Problem != "" {
		g.tell(Step{Student: t.Name}, len(g.labs))
	}
	if err := os.RemoveAll(t.scratch); err != nil {
		return fmt.Errorf("removing the copy of %s: %w", t.Name, err)
	}
	return nil
}

// open copies a submission. A fault of the submission is stored as its Problem. An error means that
// the machine failed.
func (g *grading) open(ctx context.Context, t *turn) error {
	scratch, err := os.MkdirTemp("", "lab-grade-")
	if err != nil {
		return fmt.Errorf("making a folder for the copy of %s: %w", t.Name, err)
	}
	t.scratch = scratch
	at, err := unpacked(ctx, t.submission.Path, filepath.Join(scratch, "handed-in"))
	if err == nil {
		t.Files, err = workbook.CopyProject(at.project, filepath.Join(scratch, catalogue.Project))
	}
	var left *workbook.LeftOutError
	switch {
	case errors.As(err, &left):
		t.Problem = left.Text
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	if at.record != "" { // a record that cannot be copied is ignored
		if t.Record, err = workbook.CopyProject(at.record, filepath.Join(scratch, ".lab")); err != nil {
			t.Record = ""
			err = os.RemoveAll(filepath.Join(scratch, ".lab"))
		}
	}
	return errors.Join(err, g.read(t))
}

// read collects the facts about a submission that do not depend on checks: the record, the diff
// and the hash.
func (g *grading) read(t *turn) error {
	var err error
	if t.book, err = workbook.Open(t.scratch, g.Exercises); err != nil {
		return err
	}
	if t.progress, _, err = t.book.Progress(); err != nil {
		return fmt.Errorf("reading the record of %s: %w", t.Name, err)
	}
	t.Own = ownRecord(g.Work.Labs, t.progress)
	texts, err := changed(t.book.ProjectDir(), g.start)
	if err != nil {
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	t.Diff, t.same = diff(texts), sameness(texts)
	return nil
}

// unpacked unpacks a submission if necessary and returns the place of its project.
func unpacked(ctx context.Context, from, to string) (place, error) {
	info, err := os.Stat(from)
	if err != nil {
		return place{}, fmt.Errorf("opening the submission: %w", err)
	}
	switch {
	case !info.IsDir():
		if err := os.MkdirAll(to, 0o755); err != nil {
			return place{}, fmt.Errorf("unpacking the submission: %w", err)
		}
		if err := unzip(from, to); err != nil {
			return place{}, err
		}
		return locate(to)
	case isRepository(from):
		if err := checkout(ctx, from, to); err != nil {
			return place{}, err
		}
		return locate(to)
	}
	at, err := locate(from)
	if _, noGit := os.Stat(filepath.Join(from, ".git")); err != nil && noGit == nil { // a clone without a working tree
		if checkout(ctx, from, to) == nil {
			return locate(to)
		}
	}
	return at, err
}

func (g *grading) tell(s Step, n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.done += n
	s.Done, s.All = g.done, g.all
	g.Told(s)
}
