package class

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"lab/labs/catalogue"
	"lab/labs/grade/script"
)

// This file describes the labs by which submissions are graded.

// gradedBy returns a lab's checks, their weights, and the hash of its files.
func gradedBy(l *catalogue.Lab) (Lab, error) {
	g, err := script.Load(l)
	if err != nil {
		return Lab{}, fmt.Errorf("the checks of lab %s: %w", l.ID, err)
	}
	c := Lab{ID: l.ID, Title: l.Title}
	if g != nil {
		for _, check := range g.Checks {
			c.Checks = append(c.Checks, Check{check.ID, check.Title, l.Weight(check.ID)})
		}
	}
	if g != nil && !slices.ContainsFunc(c.Checks, func(c Check) bool { return c.Weight > 0 }) {
		return Lab{}, fmt.Errorf("lab %s: all weights in its %s are 0", l.ID, catalogue.LabFile)
	}
	c.Hash, err = hashOf(l)
	return c, err
}

// hashOf returns the hash of the files that determine the verdict on a lab: its definition, its
// checks, and the Elixir files that labs share.
func hashOf(l *catalogue.Lab) (string, error) {
	h := sha256.New()
	add := func(folder fs.FS, name string) error {
		text, err := fs.ReadFile(folder, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		sum := sha256.Sum256(text)
		fmt.Fprintf(h, "%s %x\n", name, sum)
		return err
	}
	err := errors.Join(add(l.Folder, catalogue.LabFile), add(l.Folder, catalogue.GradeFile))
	if l.Shared != nil {
		names, globErr := fs.Glob(l.Shared, "*.exs")
		err = errors.Join(err, globErr)
		for _, name := range slices.Sorted(slices.Values(names)) {
			err = errors.Join(err, add(l.Shared, name))
		}
	}
	if err != nil {
		return "", fmt.Errorf("reading the files of lab %s: %w", l.ID, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
