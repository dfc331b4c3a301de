package labs

import (
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
)

// This file keeps what a student has done, in the workbook.

// Progress is how far a student got.
type Progress struct {
	Labs map[string]*LabProgress `json:"labs"`

	file string
}

// LabProgress is how far a student got in one lab.
type LabProgress struct {
	// At is the id of the step that was shown last.
	At string `json:"at,omitempty"`
	// Done lists the ids of the steps that are done.
	Done []string `json:"done,omitempty"`
	// Answers holds the last answer to each question, by step id.
	Answers map[string]Answer `json:"answers,omitempty"`
	// Hints counts the hints that were shown, by step id; "" is the lab.
	Hints map[string]int `json:"hints,omitempty"`
	// Guesses are what was said before faults, and what came of it.
	Guesses []Guess `json:"guesses,omitempty"`
	// Passed is when the lab's last step was done or its check passed.
	Passed *time.Time `json:"passed,omitempty"`
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
	file := w.progressFile()
	p = &Progress{Labs: map[string]*LabProgress{}, file: file}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return p, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("reading your progress: %w", err)
	}
	if err := json.Unmarshal(text, p); err == nil && p.Labs != nil && !slices.Contains(slices.Collect(maps.Values(p.Labs)), nil) {
		return p, "", nil
	}
	aside := file + damaged + time.Now().Format("20060102-150405")
	if err := os.Rename(file, aside); err != nil {
		return nil, "", fmt.Errorf("%s is damaged and cannot be moved aside: %w", file, err)
	}
	p.Labs = map[string]*LabProgress{}
	return p, fmt.Sprintf("your progress file was damaged; it is now %s, and progress starts afresh", aside), nil
}

// Save writes the progress, whole or not at all.
func (p *Progress) Save() error {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("saving your progress: %w", err)
	}
	if err := writeFile(p.file, append(text, '\n')); err != nil {
		return fmt.Errorf("saving your progress: %w", err)
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

// Finish notes that a step is done, and the whole lab when it was the last.
func (lp *LabProgress) Finish(l *Lab, id string) {
	if !lp.IsDone(id) {
		lp.Done = append(lp.Done, id)
	}
	for _, s := range l.Steps {
		if !lp.IsDone(s.ID) {
			return
		}
	}
	if lp.Passed == nil {
		now := time.Now().UTC().Truncate(time.Second)
		lp.Passed = &now
	}
}

// Answered notes an answer to a step's question and reports whether it is right.
func (lp *LabProgress) Answered(s *Step, chosen []int) bool {
	if lp.Answers == nil {
		lp.Answers = map[string]Answer{}
	}
	a, again := lp.Answers[s.ID]
	if !again {
		a.First = chosen
	}
	a.Last, a.Right = chosen, s.Question.Right(chosen)
	lp.Answers[s.ID] = a
	return a.Right
}

// NextHint returns the next hint of hints for the step called id and counts it;
// after the last it returns the last again.
func (lp *LabProgress) NextHint(id string, hints []string) (string, bool) {
	if len(hints) == 0 {
		return "", false
	}
	if lp.Hints == nil {
		lp.Hints = map[string]int{}
	}
	n := min(lp.Hints[id], len(hints)-1)
	lp.Hints[id] = n + 1
	return hints[n], true
}
