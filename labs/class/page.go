package class

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
	"time"

	"lab/labs/report"
)

// This file writes the results as a self-contained HTML page.

//go:embed page.html
var pageText string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{
		"percent": percent,
		"short":   func(hash string) string { return hash[:min(12, len(hash))] },
		"plain":   func(text string) string { return report.Quoted(text, "") },
		"day":     func(t time.Time) string { return t.Format("2006-01-02 15:04 MST") },
		"seconds": func(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) },
		"tone":    tone,
		"lines":   diffLines,
		"join":    strings.Join,
	}).Parse(pageText))
})

// Page writes the HTML page.
func (c *Class) Page(w io.Writer) error { return page().Execute(w, pageOf(c)) }

// A pageClass holds the data of the page.
type pageClass struct {
	*Class
	Rows []pageRow
}

type pageRow struct {
	*Student
	ID    string // the id of the HTML element
	Alike []string
}

func pageOf(c *Class) pageClass {
	p := pageClass{Class: c}
	for i, s := range c.Students {
		p.Rows = append(p.Rows, pageRow{s, fmt.Sprintf("s%d", i+1), c.likeness(s)})
	}
	return p
}

// tone returns the CSS class that colours a result. The colour only repeats what a number or a
// sign says.
func tone(s Scored) string {
	switch {
	case s.Verdict == report.Unable:
		return "unable"
	case s.Verdict == report.Passed:
		return "all"
	case s.Share == nil:
		return ""
	case *s.Share > 0:
		return "part"
	}
	return "none"
}

// A diffLine is a line of a diff with its CSS class.
type diffLine struct{ Class, Text string }

func diffLines(f File) []diffLine {
	var lines []diffLine
	for line := range strings.Lines(f.Text) {
		line = report.Quoted(strings.TrimSuffix(line, "\n"), "")
		class := ""
		switch {
		case strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "---"):
			continue
		case strings.HasPrefix(line, "+"):
			class = "add"
		case strings.HasPrefix(line, "-"):
			class = "del"
		case strings.HasPrefix(line, "@@"):
			class = "at"
		}
		lines = append(lines, diffLine{class, line})
	}
	return lines
}
