package live

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lab/labs/catalogue"
)

// This file applies the file changes of a talk to the project.

// Change applies an act to the project's files and returns a diff for the audience. An act either
// replaces a text or writes the lab's solution. A text to replace must occur exactly once in its
// file.
func (d *Driver) Change(l *catalogue.Lab, a catalogue.Act) ([]string, error) {
	w := d.cfg.Workbook
	if !a.Solution {
		old, err := os.ReadFile(filepath.Join(w.ProjectDir(), filepath.FromSlash(a.File)))
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", a.File, err)
		}
		text, n := replaced(string(old), a.From, a.To)
		if n != 1 {
			return nil, fmt.Errorf("%s has the text to replace %d times instead of once:\n%s", a.File, n, a.From)
		}
		if err := w.WriteProject(a.File, text); err != nil {
			return nil, fmt.Errorf("writing %s: %w", a.File, err)
		}
		return append([]string{a.File, ""}, difference(string(old), text)...), nil
	}
	files, err := w.SolutionFiles(l)
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, file := range files {
		old, err := os.ReadFile(filepath.Join(w.Dir, filepath.FromSlash(file)))
		if err != nil && !os.IsNotExist(err) {
			return nil, fmt.Errorf("reading %s: %w", file, err)
		}
		text, err := w.Solution(l, file)
		if err != nil {
			return nil, err
		}
		lines = append(append(lines, file, ""), difference(string(old), text)...)
	}
	_, err = w.ApplySolution(l)
	return lines, err
}

// replaced replaces from by to and returns the number of occurrences of from. It replaces a text of
// a single line at its first occurrence. It replaces a text of several lines only if the text
// occurs once. Such a text matches at any indentation, and the new text gets the same indentation.
func replaced(text, from, to string) (string, int) {
	if !strings.Contains(strings.TrimRight(from, "\n"), "\n") {
		from, to = strings.TrimRight(from, "\n"), strings.TrimRight(to, "\n")
		return strings.Replace(text, from, to, 1), strings.Count(text, from)
	}
	lines, old := strings.Split(text, "\n"), strings.Split(strings.TrimRight(from, "\n"), "\n")
	var found []int
	for i := 0; i+len(old) <= len(lines); i++ {
		if slices.Equal(lines[i:i+len(old)], deeper(old, depth(lines[i]))) {
			found = append(found, i)
		}
	}
	if len(found) != 1 {
		return text, len(found)
	}
	at := found[0]
	fresh := deeper(strings.Split(strings.TrimRight(to, "\n"), "\n"), depth(lines[at]))
	return strings.Join(slices.Concat(lines[:at], fresh, lines[at+len(old):]), "\n"), 1
}

// depth returns the indentation of a line.
func depth(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " "))] }

// deeper indents the lines by the given space. Empty lines stay empty.
func deeper(lines []string, space string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		if l != "" {
			out[i] = space + l
		}
	}
	return out
}

// around is the number of unchanged lines to show around a change.
const around = 1

// difference returns a line diff of two texts. Removed lines begin with "- ", added lines with "+
// ".
func difference(from, to string) []string {
	a, b := strings.Split(strings.TrimRight(from, "\n"), "\n"), strings.Split(strings.TrimRight(to, "\n"), "\n")
	if from == "" {
		a = nil
	}
	// longest[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	var all []string
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			all = append(all, "  "+a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			all = append(all, "- "+a[i])
			i++
		default:
			all = append(all, "+ "+b[j])
			j++
		}
	}
	return nearChanges(all)
}

// nearChanges drops the unchanged lines that are far from any change.
func nearChanges(lines []string) []string {
	var out []string
	left := false
	for i := range lines {
		near := false
		for j := max(0, i-around); j <= min(len(lines)-1, i+around); j++ {
			near = near || !strings.HasPrefix(lines[j], "  ")
		}
		if near {
			out, left = append(out, lines[i]), false
		} else if !left && len(out) > 0 {
			out, left = append(out, "  …"), true
		}
	}
	if left {
		out = out[:len(out)-1]
	}
	return out
}
