package repl

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// This file splits the text that is printed above the prompt into blocks that fit the screen.
// Bubble Tea inserts lines by scrolling, so a block taller than the screen would scroll the prompt
// away.

// clearing is the sequence that IEx's clear writes: cursor to the top left, clear the screen.
const clearing = "\x1b[H\x1b[2J"

// blocks splits text into blocks of whole lines. Each block takes at most the given number of rows
// on a screen of the given columns. A single line that takes more is split.
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

// parts splits a line into parts that are narrower than width columns. A full last row would be
// followed by an empty row.
func parts(line string, width int) []string {
	if ansi.StringWidth(line) < width {
		return []string{line}
	}
	return strings.Split(ansi.Hardwrap(line, width-1, true), "\n")
}
