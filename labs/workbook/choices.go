package workbook

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lab/labs/catalogue"
)

// This file shuffles the choices of questions. Each workbook has its own order, so students cannot
// copy answers by number. Stored answers are indexes into the catalogue, independent of the order.

// A Shuffle is the seed of a workbook's orders.
type Shuffle string

func (w *Workbook) shuffleFile() string { return filepath.Join(w.Dir, stateDir, "shuffle") }

// Shuffle reads the workbook's shuffle, or creates one if there is none.
func (w *Workbook) Shuffle() (Shuffle, error) {
	text, err := os.ReadFile(w.shuffleFile())
	if seed := strings.TrimSpace(string(text)); err == nil && seed != "" {
		return Shuffle(seed), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading the order of choices: %w", err)
	}
	drawn := rand.Text()
	if err := writeFile(w.shuffleFile(), []byte(drawn+"\n")); err != nil {
		return "", fmt.Errorf("saving the order of choices: %w", err)
	}
	return Shuffle(drawn), nil
}

// Order returns the indexes of a step's choices in the order in which they are shown. Ordered
// choices, such as numbers, keep their order.
func (f Shuffle) Order(l *catalogue.Lab, s *catalogue.Step) []int {
	if s.Question == nil {
		return nil
	}
	order := make([]int, len(s.Question.Choices))
	place := make([]string, len(order))
	for i := range order {
		hash := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%s/%d", f, l.ID, s.ID, i))
		order[i], place[i] = i, string(hash[:])
	}
	if !s.Question.Ordered {
		slices.SortFunc(order, func(a, b int) int { return strings.Compare(place[a], place[b]) })
	}
	return order
}
