package workbook

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// This file publishes how to reach the nodes of the running lab, for lab observe.

// Running holds the epmd port and the cookie of a lab's nodes.
type Running struct {
	Epmd   int    `json:"epmd"`
	Cookie string `json:"cookie"`
}

func (w *Workbook) runningFile() string { return filepath.Join(w.Dir, stateDir, "nodes.json") }

// Announce writes r to a file that only the owner can read. The returned function removes the
// file.
func (w *Workbook) Announce(r Running) (withdraw func(), err error) {
	text, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("publishing the addresses of the nodes: %w", err)
	}
	name := w.runningFile()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, fmt.Errorf("publishing the addresses of the nodes: %w", err)
	}
	_ = os.Remove(name) // an existing file may have laxer permissions
	if err := os.WriteFile(name, text, 0o600); err != nil {
		return nil, fmt.Errorf("publishing the addresses of the nodes: %w", err)
	}
	return func() {
		if now, ok := w.Running(); ok && now == r { // unless another lab has announced itself since
			_ = os.Remove(name) // a file that is not removed only names an epmd that has ended
		}
	}, nil
}

// Running returns the last announcement, if there is one.
func (w *Workbook) Running() (Running, bool) {
	var r Running
	text, err := readFile(w.runningFile())
	if err != nil || json.Unmarshal(text, &r) != nil {
		return Running{}, false
	}
	return r, r.Epmd > 0 && r.Epmd < 1<<16
}
