package workbook

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lab/labs/catalogue"
)

// This file stores the lines typed at the prompts of a lab, so that they can be typed again on the
// nodes of a later run.

// A Typed is a line typed at the prompt of a node, an interruption of its evaluation, or a fault.
type Typed struct {
	// Run is the time at which the nodes of the run were started.
	Run   time.Time `json:"run"`
	At    time.Time `json:"at"`
	Step  string    `json:"step"`
	Node  string    `json:"node,omitempty"`
	Text  string    `json:"text,omitempty"`
	Fault string    `json:"fault,omitempty"`

	Interrupt bool `json:"interrupt,omitempty"`
}

// maxTyped is the size of a lab's file in bytes above which the file is started over.
const maxTyped = 1 << 20

func (w *Workbook) typedFile(l *catalogue.Lab) string {
	return filepath.Join(w.Dir, stateDir, "typed", url.PathEscape(l.ID)+".jsonl")
}

// AddTyped appends a line. Only the owner can read the file, because a typed line may contain a
// secret.
func (w *Workbook) AddTyped(l *catalogue.Lab, t Typed) error {
	line, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("saving the typed lines: %w", err)
	}
	name := w.typedFile(l)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("saving the typed lines: %w", err)
	}
	mode := os.O_APPEND
	if info, err := os.Stat(name); err == nil && info.Size() > maxTyped {
		mode = os.O_TRUNC
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|mode, 0o600)
	if err != nil {
		return fmt.Errorf("saving the typed lines: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// LastTyped returns the lines of the last run that still had an effect at its end. It omits the
// interrupted lines, and the lines at nodes that were ended or restarted later.
func (w *Workbook) LastTyped(l *catalogue.Lab) ([]Typed, error) {
	text, err := readFile(w.typedFile(l))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the typed lines: %w", err)
	}
	return lastRun(text), nil
}

// lastRun returns the lines of the last run. It skips damaged lines.
func lastRun(text []byte) []Typed {
	var run []Typed
	for line := range bytes.Lines(text) {
		var t Typed
		if json.Unmarshal(line, &t) != nil {
			continue
		}
		if len(run) > 0 && !run[0].Run.Equal(t.Run) {
			if t.Run.Before(run[0].Run) {
				continue // a line of a run at the same time in another program
			}
			run = nil
		}
		run = append(run, t)
	}
	return standing(run)
}

// standing removes the interrupted lines, and the lines whose effect was lost through a later
// fault.
func standing(run []Typed) []Typed {
	var left []Typed
	for _, t := range run {
		if t.Interrupt {
			left = withoutLast(left, t.Node)
			continue
		}
		if t.Fault == "" {
			left = append(left, t)
			continue
		}
		f, err := catalogue.ParseFault(t.Fault)
		if form, _ := f.Kind.Form(); err == nil && (form.Ends || form.Starts) {
			left = slices.DeleteFunc(left, func(t Typed) bool { return slices.Contains(f.Nodes, t.Node) })
		}
	}
	return left
}

// withoutLast removes the last line of a node.
func withoutLast(run []Typed, node string) []Typed {
	for i, t := range slices.Backward(run) {
		if t.Node == node {
			return slices.Delete(run, i, i+1)
		}
	}
	return run
}
