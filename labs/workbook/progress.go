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

// This file keeps what a student has done, in the workbook.

// Progress is how far a student got.
type Progress struct {
	// Workbook is drawn for each workbook; records are signed for it.
	Workbook string                  `json:"workbook,omitempty"`
	Labs     map[string]*LabProgress `json:"labs"`

	file string
	base *Progress // as it was read or saved last
}

// LabProgress is how far a student got in one lab.
type LabProgress struct {
	// At is the id of the step that was shown last.
	At string `json:"at,omitempty"`
	// Done lists the ids of the steps that are done.
	Done []string `json:"done,omitempty"`
	// Answers holds the last answer to each question, by step id.
	Answers map[string]Answer `json:"answers,omitempty"`
	// Words holds what the student said of what was seen, by step id; "" where the question was
	// passed over.
	Words map[string]string `json:"words,omitempty"`
	// Hints counts the hints that were shown, by step id; "" is the lab.
	Hints map[string]int `json:"hints,omitempty"`
	// Solutions counts how often the solution was shown or put in place.
	Solutions int `json:"solutions,omitempty"`
	// Guesses are what was said before faults, and what came of it.
	Guesses []Guess `json:"guesses,omitempty"`
	// Passed is when the lab's last step was done or its check passed.
	Passed *time.Time `json:"passed,omitempty"`
	// Seen holds a record of each step that was seen to be done on nodes.
	Seen map[string]*Record `json:"seen,omitempty"`
	// Checked is what passed the checks last.
	Checked *Checked `json:"checked,omitempty"`
}

// Checked is the record of files that passed a lab's checks.
type Checked struct {
	// Hash is that of the files (CopyProject).
	Hash string `json:"hash"`
	Record
}

// An Answer is what was picked, first and last.
type Answer struct {
	First []int `json:"first"`
	Last  []int `json:"last"`
	Right bool  `json:"right"`
}

// damaged stands in the name of a file of progress that could not be read, and
// before the time at which it was moved aside.
const damaged = ".damaged-"

func (w *Workbook) progressFile() string { return filepath.Join(w.Dir, stateDir, "progress.json") }

// Damaged lists the files of progress that were moved aside.
func (w *Workbook) Damaged() []string {
	var files []string
	entries, _ := os.ReadDir(filepath.Dir(w.progressFile())) // no folder, no files
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), filepath.Base(w.progressFile())+damaged) {
			files = append(files, filepath.Join(w.Dir, stateDir, e.Name()))
		}
	}
	return files
}

// Progress reads the workbook's progress. A damaged file is moved aside; notice
// then says so and where it went.
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
	return p, fmt.Sprintf("your progress file was damaged; it is now %s, and progress starts afresh", aside), nil
}

// moveAside renames a damaged file to a name that no other has.
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

// Save writes the progress, together with what other programs have written since it
// was read, whole or not at all.
func (p *Progress) Save() error {
	if err := p.save(); err != nil {
		return fmt.Errorf("saving your progress: %w", err)
	}
	return nil
}

// lockTime bounds the wait for other programs that save; lockPause lies between two looks.
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
		return fmt.Errorf("another program in this workbook holds %s: %w", lock.Path(), err)
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

// Snapshot is the progress as it is now, for work that goes on beside a screen.
func (p *Progress) Snapshot() *Progress {
	if p.Workbook == "" {
		_ = p.Save() // which draws the name; without it, records say why there are none
	}
	c := p.clone()
	c.base = p.clone()
	return c
}

// clone copies the progress.
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

// id is what records of this workbook are signed for. It is saved when it is drawn.
func (p *Progress) id() (string, error) {
	if p.Workbook == "" {
		if err := p.Save(); err != nil {
			return "", err
		}
	}
	return p.Workbook, nil
}

// SawStep makes a record of a step that was seen to be done on nodes.
func (p *Progress) SawStep(l *catalogue.Lab, s *catalogue.Step) (*Record, error) {
	id, err := p.id()
	if err != nil {
		return nil, err
	}
	return sign(id, l.ID, stepSeen(s.ID))
}

// SawPass makes a record of files that passed a lab's checks.
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

// HasSeen returns the record of a step, nil where there is none that holds.
func (p *Progress) HasSeen(l *catalogue.Lab, s *catalogue.Step) *Record {
	if r := p.Lab(l.ID).Seen[s.ID]; r.holds(p.Workbook, l.ID, stepSeen(s.ID)) {
		return r
	}
	return nil
}

// HasPassed returns the record of what passed a lab's checks last, nil where there is
// none that holds.
func (p *Progress) HasPassed(l *catalogue.Lab) *Checked {
	if c := p.Lab(l.ID).Checked; c != nil && c.holds(p.Workbook, l.ID, filesPassed(c.Hash)) {
		return c
	}
	return nil
}

// Lab returns the progress in one lab, to be changed in place.
func (p *Progress) Lab(id string) *LabProgress {
	lp := p.Labs[id]
	if lp == nil {
		lp = &LabProgress{}
		p.Labs[id] = lp
	}
	return lp
}

// IsDone reports whether the step called id is done.
func (lp *LabProgress) IsDone(id string) bool { return slices.Contains(lp.Done, id) }

// AddDone notes that the step called id is done.
func (lp *LabProgress) AddDone(id string) {
	if !lp.IsDone(id) {
		lp.Done = append(lp.Done, id)
	}
}

// Saw notes the record of a step that was seen to be done, and reports whether it is
// new.
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

// A Guess is the answer to a forecast, and what came of it.
type Guess struct {
	Fault string `json:"fault"`
	catalogue.Forecast
	Said int `json:"said"`
	// Fact is nil until it has been counted.
	Fact *int      `json:"fact,omitempty"`
	At   time.Time `json:"at,omitzero"`
}
