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

// This file stores typed lines across runs.

// MaxEntries is the maximum number of entries in a history.
const MaxEntries = 1000

// A History is the list of typed lines, the oldest first.
type History struct {
	file    string
	entries []string
}

// OpenHistory reads the history from file. If file is empty, the history is kept in memory only.
// If the file cannot be read, OpenHistory returns an empty history and the error.
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

// Len returns the number of entries.
func (h *History) Len() int { return len(h.entries) }

// Entry returns entry i. Entry 0 is the oldest.
func (h *History) Entry(i int) string { return h.entries[i] }

// Add adds a line, unless it is blank or equal to the last entry.
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

// Save writes the history to its file. Only the owner can read the file, because a typed line may
// contain a secret.
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
