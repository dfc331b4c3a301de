package workbook

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// This file says where the nodes of the lab are that runs, for those who watch it from outside.

// Running is how the nodes of a lab are reached: their epmd's port, and their cookie.
type Running struct {
	Epmd   int    `json:"epmd"`
	Cookie string `json:"cookie"`
}

func (w *Workbook) runningFile() string { return filepath.Join(w.Dir, stateDir, "nodes.json") }

// Announce says where the nodes are, in a file for its owner alone, until withdraw is called.
func (w *Workbook) Announce(r Running) (withdraw func(), err error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("saying where the nodes are: %w", err)
	}
	name := w.runningFile()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, fmt.Errorf("saying where the nodes are: %w", err)
	}
	_ = os.Remove(name) // another's may be readable to all
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return nil, fmt.Errorf("saying where the nodes are: %w", err)
	}
	return func() {
		if now, ok := w.Running(); ok && now == r { // another lab may have followed
			_ = os.Remove(name) // what is left leads to an epmd that has gone
		}
	}, nil
}

// Running returns where the nodes of the lab are that runs, as far as one said so.
func (w *Workbook) Running() (Running, bool) {
	var r Running
	text, err := readFile(w.runningFile())
	if err != nil || json.Unmarshal(text, &r) != nil {
		return Running{}, false
	}
	return r, r.Epmd > 0 && r.Epmd < 1<<16
}
