package paint

import (
	"regexp"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
)

// This file folds the code excerpts in diagnostics of the compiler: lines of code behind a bar,
// with marks below them. All lines are folded at the same columns, so that a mark stays below the
// code that it marks.

// gutter matches the start of an excerpt's line: an optional line number and a bar.
var gutter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^ *(\d+ )?│`) })

// A part is a run of lines that all belong to an excerpt, or that all do not.
type part struct {
	drawn bool
	lines []string
}

// figures splits lines into excerpts and the text between them.
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

// folded cuts the excerpt into pieces of the given width and stacks them. It removes the common
// indentation of the code.
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
