package class

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"lab/labs/report"
)

// This file writes the reports: a table for the terminal, and files for other programs.

// Write writes all reports to a folder.
func (c *Class) Write(out string) error {
	var all error
	for name, write := range map[string]func(io.Writer) error{
		"grades.csv": c.Grades, "canvas.csv": c.Canvas, "moodle.csv": c.Moodle,
		"grades.json": c.JSON, "junit.xml": c.JUnit, "report.html": c.Page,
	} {
		var text bytes.Buffer
		err := write(&text)
		if err == nil {
			err = writeWhole(filepath.Join(out, name), text.Bytes())
		}
		if err != nil {
			all = errors.Join(all, fmt.Errorf("writing %s: %w", name, err))
		}
	}
	return all
}

// Cell returns the text of a result in a table: the share in percent, or a sign if there is none.
func (s Scored) Cell() string {
	switch {
	case s.Share != nil:
		return percent(s.Share)
	case s.Verdict == report.Unable:
		return "!"
	case s.Replaced != "":
		return "-"
	case s.Verdict == report.Passed:
		return "✓"
	}
	return "○"
}

// percent formats a share. It rounds down, so that only full credit reads 100.
func percent(share *float64) string {
	if share == nil {
		return "–"
	}
	return strconv.Itoa(int(*share + 1e-9))
}

// Table writes the results for a terminal.
func (c *Class) Table(w io.Writer) error {
	var t strings.Builder
	width := len("submission")
	for _, s := range c.Students {
		width = max(width, ansi.StringWidth(tableName(s)))
	}
	row := func(name string, cells ...string) {
		t.WriteString(name + strings.Repeat(" ", width-ansi.StringWidth(name)))
		for i, cell := range cells {
			head := "total"
			if i < len(c.Labs) {
				head = "lab " + c.Labs[i].ID
			}
			fmt.Fprintf(&t, "  %*s", max(len(head), 3), cell)
		}
		t.WriteString("\n")
	}
	var heads []string
	for _, l := range c.Labs {
		heads = append(heads, "lab "+l.ID)
	}
	row("submission", append(heads, "total")...)
	for _, s := range c.Students {
		if s.Problem != "" {
			t.WriteString(tableName(s) + "\n    " + oneLine(s.Problem) + "\n")
			continue
		}
		var cells []string
		for _, r := range s.Labs {
			cells = append(cells, r.Cell())
		}
		row(tableName(s), append(cells, percent(s.Total))...)
	}
	t.WriteString(c.legend())
	_, err := io.WriteString(w, t.String())
	return err
}

// signs are the meanings of the signs in a table, in the order of its legend.
var signs = [][2]string{
	{"-", "replaced by a later lab, which passes"},
	{"✓", "passed, without credit"},
	{"○", "not passed, without credit"},
	{"!", "could not run, which says nothing about the work; the same command tries it again"},
}

// legend explains the signs that the table has.
func (c *Class) legend() string {
	has := map[string]bool{}
	for _, s := range c.Students {
		for _, r := range s.Labs {
			has[r.Cell()] = true
		}
	}
	var text strings.Builder
	for _, sign := range signs {
		if has[sign[0]] {
			fmt.Fprintf(&text, "%s  %s\n", sign[0], sign[1])
		}
	}
	return text.String()
}

const nameWidth = 28

func tableName(s *Student) string { return ansi.Truncate(oneLine(s.Called()), nameWidth, "…") }

// oneLine sanitises untrusted text for a single line on the terminal.
func oneLine(text string) string { return strings.Join(strings.Fields(report.Quoted(text, "")), " ") }

// JSON writes the complete results.
func (c *Class) JSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(c)
}

// JUnit writes a test suite for each lab of each submission.
func (c *Class) JUnit(w io.Writer) error {
	var groups []report.Group
	for _, s := range c.Students {
		g := report.Group{Name: s.Name, Properties: []report.Property{{Name: "lab", Value: c.Program}, {Name: "files", Value: s.Files}}}
		for _, l := range c.Labs {
			g.Properties = append(g.Properties, report.Property{Name: "lab " + l.ID, Value: l.Hash})
		}
		for _, r := range s.Labs {
			g.Results = append(g.Results, r.Result)
		}
		if s.Problem != "" {
			g.Results = []report.Result{{Lab: "-", Title: "There is something to grade", Verdict: report.NotYet, Reason: s.Problem}}
		}
		groups = append(groups, g)
	}
	return report.WriteJUnit(w, groups)
}

// Grades writes a CSV line for each submission.
func (c *Class) Grades(w io.Writer) error {
	head := []string{"submission", "name", "total"}
	for _, l := range c.Labs {
		head = append(head, "lab "+l.ID)
	}
	head = append(head, "problem", "hints", "solutions", "alike", "files", "record", "program")
	rows := [][]string{head}
	for _, s := range c.Students {
		row := []string{s.Name, s.Person, points(s.Total)}
		for i := range c.Labs {
			row = append(row, s.points(i))
		}
		hints, solutions := "", ""
		if s.Own != nil {
			hints, solutions = strconv.Itoa(sum(s.Own.Hints)), strconv.Itoa(sum(s.Own.Solutions))
		}
		rows = append(rows, append(row, s.Problem, hints, solutions, strings.Join(c.likeness(s), "; "), s.Files, s.Record, c.Program))
	}
	return writeCSV(w, rows)
}

// Canvas writes a CSV file for import into the gradebook of Canvas: the identifying columns of its
// exports, a line of possible points, and a column for each lab that gives credit.
func (c *Class) Canvas(w io.Writer) error {
	return c.gradebook(w, []column{{"Student", []string{"student", "name", "full name"}}, {"ID", []string{"id"}},
		{"SIS User ID", []string{"sis user id", "id number"}}, {"SIS Login ID", []string{"sis login id", "login", "username", "user name"}},
		{"Section", []string{"section"}}}, "    Points Possible")
}

// Moodle writes a CSV file for import into the grader report of Moodle, which identifies people by
// email address or ID number.
func (c *Class) Moodle(w io.Writer) error {
	return c.gradebook(w, []column{{"First name", []string{"first name"}}, {"Last name", []string{"last name", "surname"}},
		{"ID number", []string{"id number", "sis user id"}}, {"Email address", []string{"email address", "email", "e-mail"}},
		{"Username", []string{"username", "user name", "login", "sis login id"}}}, "")
}

// A column is a column of a gradebook, with the roster's columns that may fill it.
type column struct {
	title string
	from  []string
}

// gradebook writes a line for each person who handed something in. If there are several
// submissions of a person, the best counts.
func (c *Class) gradebook(w io.Writer, who []column, possible string) error {
	var head []string
	for _, col := range who {
		head = append(head, col.title)
	}
	maximum := make([]string, len(head))
	for _, l := range c.Labs {
		if len(l.Checks) > 0 {
			head, maximum = append(head, "Lab "+l.ID+" "+l.Title), append(maximum, "100")
		}
	}
	rows := [][]string{head}
	if possible != "" {
		maximum[0] = possible
		rows = append(rows, maximum)
	}
	for _, s := range c.Students {
		if s.Missing || c.better(s) {
			continue
		}
		first, last := names(s.Roster)
		var row []string
		for _, col := range who {
			text := field(s.Roster, col.from...)
			switch {
			case text == "" && col.title == "Student":
				text = called(s.Roster)
			case text == "" && col.title == "First name":
				text = first
			case text == "" && col.title == "Last name":
				text = last
			}
			row = append(row, text)
		}
		if row[0] == "" && s.Roster == nil {
			row[0] = s.Name
		}
		for i, l := range c.Labs {
			switch {
			case len(l.Checks) == 0:
			case i < len(s.Labs) && s.Labs[i].Share == nil:
				row = append(row, "") // gradebooks accept numbers only
			default:
				row = append(row, s.points(i))
			}
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}

// better reports whether the same person has a better submission, or an equal one earlier in the
// list.
func (c *Class) better(s *Student) bool {
	if s.Person == "" {
		return false
	}
	before := true
	for _, other := range c.Students {
		if other == s {
			before = false
			continue
		}
		if other.Person == s.Person && (mark(other) > mark(s) || before && mark(other) == mark(s)) {
			return true
		}
	}
	return false
}

func mark(s *Student) float64 {
	if s.Total == nil {
		return -1
	}
	return *s.Total
}

func (s *Student) points(i int) string {
	if i >= len(s.Labs) {
		return ""
	}
	if s.Labs[i].Share == nil && s.Labs[i].Verdict != report.Unable {
		return s.Labs[i].Said()
	}
	return points(s.Labs[i].Share)
}

func points(share *float64) string {
	if share == nil {
		return ""
	}
	return strconv.FormatFloat(float64(int(*share*100+1e-6))/100, 'f', -1, 64)
}

// likeness lists the other submissions that equal this submission.
func (c *Class) likeness(s *Student) []string {
	var others []string
	for _, group := range c.Alike {
		for _, name := range group {
			if name == s.Name {
				for _, other := range group {
					if other != s.Name {
						others = append(others, other)
					}
				}
			}
		}
	}
	return others
}

// writeCSV writes rows. If a spreadsheet would evaluate a cell as a formula, writeCSV marks the
// cell as text.
func writeCSV(w io.Writer, rows [][]string) error {
	out := csv.NewWriter(w)
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
