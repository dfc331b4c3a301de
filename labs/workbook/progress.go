package workbook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"lab/labs/catalogue"
)

// This file stores a student's progress in the workbook.

// Progress is a student's progress. It is not safe for concurrent use; see Snapshot.
type Progress struct {
	// Workbook is the random id of the workbook, which is part of signed records.
	Workbook string                  `json:"workbook,omitempty"`
	Labs     map[string]*LabProgress `json:"labs"`

	file string
	base *Progress // the state that was last read or saved
}

// LabProgress is a student's progress in a lab.
type LabProgress struct {
	// At is the id of the last shown step.
	At string `json:"at,omitempty"`
	// Done lists the ids of completed steps.
	Done []string `json:"done,omitempty"`
	// Answers holds the answers to questions by step id.
	Answers map[string]Answer `json:"answers,omitempty"`
	// Words holds the student's own explanations by step id. An explanation is "" if the student
	// skipped it.
	Words map[string]string `json:"words,omitempty"`
	// Hints counts the shown hints by step id. The key "" is for hints of the lab.
	Hints map[string]int `json:"hints,omitempty"`
	// Solutions is the number of times that the solution was shown or applied.
	Solutions int `json:"solutions,omitempty"`
	// Guesses are the forecasts with their outcomes.
	Guesses []Guess `json:"guesses,omitempty"`
	// Passed is the time at which the lab's last step was completed or its checks passed.
	Passed *time.Time `json:"passed,omitempty"`
	// Seen holds the signed records of completed steps by step id.
	Seen map[string]*Record `json:"seen,omitempty"`
	// Checked is the signed record of the files that last passed the checks.
	Checked *Checked `json:"checked,omitempty"`
}

// Checked is the signed record of files that passed a lab's checks.
type Checked struct {
	// Hash is the hash of the files (CopyProject).
	Hash string `json:"hash"`
	Record
}

// An Answer holds the first and the last answer to a question.
type Answer struct {
	First []int `json:"first"`
	Last  []int `json:"last"`
	Right bool  `json:"right"`
}

// damaged is part of the name of a damaged progress file that was renamed. The time follows it.
const damaged = ".damaged-"

func (w *Workbook) progressFile() string { return filepath.Join(w.Dir, stateDir, "progress.json") }

// Damaged lists the damaged progress files that were renamed.
func (w *Workbook) Damaged() []string {
	var files []string
	entries, _ := os.ReadDir(filepath.Dir(w.progressFile())) // an error means that there are no files
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(w.progressFile())+damaged) {
			files = append(files, filepath.Join(w.Dir, stateDir, e.Name()))
		}
	}
	return files
}

// Progress reads the workbook's progress. If the file is damaged, Progress renames it and returns
// empty progress. The notice then says so.
func (w *Workbook) Progress() (p *Progress, notice string, err error) {
	p, notice, err = readProgress(w.progressFile())
	if err != nil {
		return nil, "", err
	}
	p.base = p.clone()
	return p, notice, nil
}

func readProgress(file string) (p *Progress, notice string, err error) {
	p = &Progress{Labs: map[string]*LabProgress{}, file: file}
	text, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return p, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("reading your progress: %w", err)
	}
	if err := json.Unmarshal(text, p); err == nil && p.Labs != nil && !slices.Contains(slices.Collect(maps.Values(p.Labs)), nil) {
		return p, "", nil
	}
	aside, err := moveAside(file)
	if err != nil {
		return nil, "", err
	}
	p = &Progress{Labs: map[string]*LabProgress{}, file: file}
	return p, fmt.Sprintf("your progress file was damaged; it is now %s, and progress starts again", aside), nil
}

// moveAside renames a damaged file to a unique name.
func moveAside(file string) (string, error) {
	aside := file + damaged + time.Now().Format("20060102-150405")
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
		aside = fmt.Sprintf("%s%s%s-%d", file, damaged, time.Now().Format("20060102-150405"), n)
	}
	if err := os.Rename(file, aside); err != nil {
		return "", fmt.Errorf("%s is damaged and cannot be moved aside: %w", file, err)
	}
	return aside, nil
}

// Save merges the progress with changes by other programs and writes it atomically.
func (p *Progress) Save() error {
	if err := p.save(); err != nil {
		return fmt.Errorf("saving your progress: %w", err)
	}
	return nil
}

// lockTime is the longest wait for the lock. lockPause is the pause between attempts.
const (
	lockTime  = 20 * time.Second
	lockPause = 10 * time.Millisecond
)

func (p *Progress) save() error {
	if err := os.MkdirAll(filepath.Dir(p.file), 0o755); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(filepath.Dir(p.file), "lock"))
	if info, err := os.Lstat(lock.Path()); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file; move it away and try again", lock.Path())
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockTime)
	defer cancel()
	if ok, err := lock.TryLockContext(ctx, lockPause); !ok {
		return fmt.Errorf("another program is using this workbook (%s): try again in a moment: %w", lock.Path(), err)
	}
	defer lock.Unlock()
	theirs, _, err := readProgress(p.file)
	if err != nil {
		return err
	}
	base := p.base
	if base == nil {
		base = &Progress{}
	}
	p.merge(base, theirs)
	if p.Workbook == "" {
		p.Workbook = rand.Text()
	}
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	if err := writeFile(p.file, append(text, '\n')); err != nil {
		return err
	}
	p.base = p.clone()
	return nil
}

// Snapshot returns a copy of the progress for use in another goroutine.
func (p *Progress) Snapshot() *Progress {
	if p.Workbook == "" {
		_ = p.Save() // creates the id; on failure, signing returns the error
	}
	c := p.clone()
	c.base = p.clone()
	return c
}

// clone returns a deep copy without the base.
func (p *Progress) clone() *Progress {
	c := &Progress{Workbook: p.Workbook, Labs: map[string]*LabProgress{}, file: p.file}
	for id, lp := range p.Labs {
		c.Labs[id] = lp.clone()
	}
	return c
}

func (lp *LabProgress) clone() *LabProgress {
	c := *lp
	c.Done, c.Guesses = slices.Clone(lp.Done), slices.Clone(lp.Guesses)
	c.Answers, c.Words = maps.Clone(lp.Answers), maps.Clone(lp.Words)
	c.Hints, c.Seen = maps.Clone(lp.Hints), maps.Clone(lp.Seen)
	return &c
}

// id returns the workbook's id for signed records. It creates and saves the id if necessary.
func (p *Progress) id() (string, error) {
	if p.Workbook == "" {
		if err := p.Save(); err != nil {
			return "", err
		}
	}
	return p.Workbook, nil
}

// SawStep returns a signed record of a completed step.
func (p *Progress) SawStep(l *catalogue.Lab, s *catalogue.Step) (*Record, error) {
	id, err := p.id()
	if err != nil {
		return nil, err
	}
	return sign(id, l.ID, stepSeen(s.ID))
}

// SawPass returns a signed record of files that passed a lab's checks.
func (p *Progress) SawPass(l *catalogue.Lab, hash string) (*Checked, error) {
	id, err := p.id()
	if err != nil {
		return nil, err
	}
	r, err := sign(id, l.ID, filesPassed(hash))
	if err != nil {
		return nil, err
	}
	return &Checked{hash, *r}, nil
}

// HasSeen returns the record of a step, or nil if there is no valid record.
func (p *Progress) HasSeen(l *catalogue.Lab, s *catalogue.Step) *Record {
	if r := p.Lab(l.ID).Seen[s.ID]; r.holds(p.Workbook, l.ID, stepSeen(s.ID)) {
		return r
	}
	return nil
}

// HasPassed returns the record of the files that last passed a lab's checks, or nil if there is no
// valid record.
func (p *Progress) HasPassed(l *catalogue.Lab) *Checked {
	if c := p.Lab(l.ID).Checked; c != nil && c.holds(p.Workbook, l.ID, filesPassed(c.Hash)) {
		return c
	}
	return nil
}

// Lab returns the progress in a lab, which the caller may change.
func (p *Progress) Lab(id string) *LabProgress {
	lp := p.Labs[id]
	if lp == nil {
		lp = &LabProgress{}
		p.Labs[id] = lp
	}
	return lp
}

// IsDone reports whether a step is done.
func (lp *LabProgress) IsDone(id string) bool { return slices.Contains(lp.Done, id) }

// AddDone marks a step as done.
func (lp *LabProgress) AddDone(id string) {
	if !lp.IsDone(id) {
		lp.Done = append(lp.Done, id)
	}
}

// Saw adds the record of a step. It returns false if there is no record or the step already has
// one.
func (lp *LabProgress) Saw(id string, r *Record) bool {
	if r == nil || lp.Seen[id] != nil {
		return false
	}
	if lp.Seen == nil {
		lp.Seen = map[string]*Record{}
	}
	lp.Seen[id] = r
	return true
}

// A Guess is the answer to a forecast with its outcome.
type Guess struct {
	Fault string `json:"fault"`
	catalogue.Forecast
	Said int `json:"said"`
	// Fact is the actual number, or nil until it has been counted.
	Fact *int      `json:"fact,omitempty"`
	At   time.Time `json:"at,omitzero"`
}
