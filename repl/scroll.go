package repl

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// This file is what is printed above the prompt, in pieces that the screen has
// room for: the drawing library inserts lines above its own by scrolling, and
// what is taller than the screen would scroll the prompt away behind its back.

// clearing is what IEx's clear writes: the cursor to the top, the screen empty.
const clearing = "\x1b[H\x1b[2J"

// blocks cuts text into pieces of whole lines that take rows rows at most where
// lines are columns wide. A line that alone takes more is cut in the middle.
func blocks(text string, columns, rows int) []string {
	if columns <= 0 || rows <= 0 {
		return []string{text}
	}
	var out, piece []string
	taken := 0
	end := func() {
		if len(piece) > 0 {
			out = append(out, strings.Join(piece, "\n"))
		}
		piece, taken = nil, 0
	}
	for line := range strings.SplitSeq(text, "\n") {
		for _, part := range parts(line, columns*rows) {
			need := 1 + ansi.StringWidth(part)/columns
			if taken+need > rows {
				end()
			}
			piece, taken = append(piece, part), taken+need
		}
	}
	end()
	return out
}

// parts cuts a line that is wider than width into lines that are not.
func parts(line string, width int) []string {
	if ansi.StringWidth(line) < width {
		return []string{line}
	}
	return strings.Split(ansi.Hardwrap(line, width-1, true), "\n")
}
