package paint

import (
	"regexp"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
)

// This file folds what a compiler draws: lines of code behind a bar, and marks below them. They are
// folded at the same columns, so that a mark stays below what it marks.

// gutter is what stands before the code: a number, if any, and a bar.
var gutter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^ *(\d+ )?│`) })

// A part of a text is lines that are drawn, or lines that are not.
type part struct {
	drawn bool
	lines []string
}

// figures tells the drawings in a text from the rest.
func figures(lines []string) []part {
	var all []part
	for _, line := range lines {
		drawn := gutter().MatchString(ansi.Strip(line))
		if n := len(all); n > 0 && all[n-1].drawn == drawn {
			all[n-1].lines = append(all[n-1].lines, line)
			continue
		}
		all = append(all, part{drawn, []string{line}})
	}
	return all
}

func (p part) width() int {
	n := 0
	for _, line := range p.lines {
		n = max(n, ansi.StringWidth(line))
	}
	return n
}

// folded is the drawing in so many columns: one piece of it below the other. The code loses the
// margin that all of its lines have.
func (p part) folded(width int) []string {
	heads, bodies, margin, longest := make([]string, len(p.lines)), make([]string, len(p.lines)), p.width(), 0
	for i, line := range p.lines {
		line = ansi.Strip(line)
		heads[i] = gutter().FindString(line)
		bodies[i] = strings.TrimRight(line[len(heads[i]):], " ")
		if code := strings.TrimLeft(bodies[i], " "); code != "" {
			margin = min(margin, len(bodies[i])-len(code))
		}
	}
	for i, body := range bodies {
		bodies[i] = body[min(margin, len(body)):]
		longest = max(longest, ansi.StringWidth(bodies[i]))
	}
	room := max(1, width-ansi.StringWidth(heads[0])-1)
	var out []string
	for at := 0; at == 0 || at < longest; at += room {
		for i, body := range bodies {
			piece, head := strings.TrimRight(ansi.Cut(body, at, at+room), " "), heads[i]
			if at > 0 {
				if piece == "" {
					continue
				}
				head = strings.Repeat(" ", ansi.StringWidth(head)-1) + "┆"
			}
			out = append(out, head+strings.TrimRight(" "+piece, " "))
		}
	}
	return out
}
