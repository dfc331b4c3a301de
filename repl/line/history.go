package line

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// This file keeps what was typed, across runs.

// MaxEntries is how many lines a history keeps.
const MaxEntries = 1000

// A History is the list of lines that were typed, oldest first.
type History struct {
	file    string
	entries []string
}

// OpenHistory reads the history kept in file; an empty name keeps it in memory
// only. A file that cannot be read gives an empty history and the error.
func OpenHistory(file string) (*History, error) {
	h := &History{file: file}
	if file == "" {
		return h, nil
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	if err != nil {
		return h, fmt.Errorf("reading the history: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var entry string
		if json.Unmarshal(lines.Bytes(), &entry) == nil {
			h.entries = append(h.entries, entry)
		}
	}
	h.trim()
	return h, lines.Err()
}

// Len returns how many entries there are.
func (h *History) Len() int { return len(h.entries) }

// Entry returns one entry, 0 being the oldest.
func (h *History) Entry(i int) string { return h.entries[i] }

// Add notes a line, unless it is blank or the same as the one before.
func (h *History) Add(text string) {
	if strings.TrimSpace(text) == "" || len(h.entries) > 0 && h.entries[len(h.entries)-1] == text {
		return
	}
	h.entries = append(h.entries, text)
	h.trim()
}

func (h *History) trim() {
	if extra := len(h.entries) - MaxEntries; extra > 0 {
		h.entries = h.entries[extra:]
	}
}

// Save writes the history to its file, readable by its owner alone: what is
// typed at a prompt may be a secret.
func (h *History) Save() error {
	if h.file == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(h.file), 0o700); err != nil {
		return fmt.Errorf("saving the history: %w", err)
	}
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	for _, entry := range h.entries {
		if err := enc.Encode(entry); err != nil {
			return fmt.Errorf("saving the history: %w", err)
		}
	}
	if err := os.WriteFile(h.file, []byte(text.String()), 0o600); err != nil {
		return fmt.Errorf("saving the history: %w", err)
	}
	return nil
}
