package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"lab/labs/workbook"
)

// This file writes what grading found: for people, for programs, for CI.

// A Verdict is the outcome of a check, of a lab, of a whole run.
type Verdict int

// The verdicts, which are also exit codes of `lab check`. The worst of several
// is the greatest.
const (
	Passed Verdict = iota
	NotYet         // the work is not right yet
	Unable         // the machine, not the work, was at fault
)

var verdictNames = [...]string{"passed", "not yet", "could not run"}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText writes the verdict in words.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// A LabResult is what grading one lab found.
type Result struct {
	Lab     string        `json:"lab"`
	Title   string        `json:"title"`
	Verdict Verdict       `json:"verdict"`
	Checks  []CheckResult `json:"checks,omitempty"`
	// Mistake names what keeps the project from starting, where that is known.
	Mistake string `json:"mistake,omitempty"`
	// Reason says why the lab could not run, or what is missing.
	Reason string `json:"reason,omitempty"`
	// Graded is the hash of the files that were graded (CopyProject), "" where the
	// lab has no checks of files.
	Graded string `json:"graded,omitempty"`
	// Kept says that the files are not those that are there now, but the ones that
	// passed before, as kept in the workbook.
	Kept bool `json:"kept,omitempty"`
	// Unsaved says why what passed could not be kept or recorded.
	Unsaved string `json:"unsaved,omitempty"`
	// Checked is the record of what passed.
	Checked *workbook.Checked `json:"-"`
	// Record says that the verdict rests on the student's own record of what was seen.
	Record bool          `json:"record,omitempty"`
	Took   time.Duration `json:"took_ns"`
}

// A CheckResult is what one check found, from one node where it is repeated.
type CheckResult struct {
	Check   string  `json:"check"`
	Title   string  `json:"title"`
	From    string  `json:"from,omitempty"`
	Verdict Verdict `json:"verdict"`
	// Skipped names the check that had to pass first.
	Skipped string `json:"skipped,omitempty"`
	Mistake string `json:"mistake,omitempty"`
	Hint    string `json:"hint,omitempty"`
	// Saw is what the judge was shown, as inspect/1 prints it.
	Saw string `json:"saw,omitempty"`
}

// marks are the verdicts as one character.
var marks = [...]string{Passed: "✓", NotYet: "✗", Unable: "!"}

// Sign is what was found as one character.
func (c CheckResult) Sign() string {
	if c.Skipped != "" {
		return "-"
	}
	return marks[c.Verdict]
}

// Label is the title, with the node that the check was made from.
func (c CheckResult) Label() string {
	if c.From == "" {
		return c.Title
	}
	return c.Title + ", from " + c.From
}

// Worst returns the verdict of them all.
func Worst(results []Result) Verdict {
	worst := Passed
	for _, r := range results {
		worst = max(worst, r.Verdict)
	}
	return worst
}

// Formats are the names that WriteReport knows.
var Formats = []string{"text", "json", "junit"}

// WriteReport writes results in one of Formats.
func Write(w io.Writer, format string, results []Result) error {
	switch format {
	case "text":
		return writeText(w, results)
	case "json":
		return writeJSON(w, results)
	case "junit":
		return writeJUnit(w, results)
	}
	return fmt.Errorf("no report format %q; there are text, json and junit", format)
}

func writeText(out io.Writer, results []Result) error {
	var w bytes.Buffer
	for _, r := range results {
		fmt.Fprintf(&w, "%s lab %s: %s: %s\n", marks[r.Verdict], r.Lab, r.Title, r.Verdict)
		if r.Reason != "" {
			fmt.Fprintf(&w, "    %s\n", quoted(r.Reason, "    "))
		}
		for _, c := range r.Checks {
			writeCheck(&w, c)
		}
	}
	_, err := out.Write(w.Bytes())
	return err
}

func writeCheck(w io.Writer, c CheckResult) {
	fmt.Fprintf(w, "  %s %s", c.Sign(), c.Label())
	if c.Skipped != "" {
		fmt.Fprintf(w, " (waits for %q)\n", c.Skipped)
		return
	}
	fmt.Fprintln(w)
	if c.Verdict == Passed {
		return
	}
	if c.Hint != "" {
		fmt.Fprintf(w, "      %s\n", quoted(c.Hint, "      "))
	}
	if c.Saw != "" {
		fmt.Fprintf(w, "      seen: %s\n", quoted(c.Saw, "      "))
	}
}

// quoted is text in which words of programs may stand, as part of a report: each line
// begins with margin, where no verdict does, and what a terminal would take for an order
// is shown as it is written in Elixir.
func quoted(text, margin string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD") {
		switch {
		case r == '\n':
			b.WriteString("\n" + margin)
		case r == '\t':
			b.WriteRune(r)
		case r == '\x1b':
			b.WriteString(`\e`)
		case r < ' ' || r >= 0x7f && r < 0xa0:
			fmt.Fprintf(&b, `\x%02X`, r)
		case unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// jsonReport is the shape of --format json; Version grows when it changes.
type jsonReport struct {
	Version int      `json:"version"`
	Verdict Verdict  `json:"verdict"`
	Labs    []Result `json:"labs"`
}

func writeJSON(w io.Writer, results []Result) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(jsonReport{1, Worst(results), results})
}

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitMessage `xml:"failure"`
	Error   *junitMessage `xml:"error"`
	Skipped *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func writeJUnit(w io.Writer, results []Result) error {
	var out junitSuites
	for _, r := range results {
		out.Suites = append(out.Suites, suiteOf(r))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func suiteOf(r Result) junitSuite {
	s := junitSuite{Name: "lab " + r.Lab, Time: fmt.Sprintf("%.3f", r.Took.Seconds())}
	for _, c := range r.Checks {
		s.add(r, c)
	}
	if len(r.Checks) == 0 {
		s.add(r, CheckResult{Title: r.Title, Verdict: r.Verdict, Hint: r.Reason})
	}
	return s
}

func (s *junitSuite) add(r Result, c CheckResult) {
	tc := junitCase{Name: c.Label(), Class: "lab." + r.Lab}
	message := &junitMessage{Message: c.Hint, Text: c.Saw}
	switch {
	case c.Skipped != "":
		tc.Skipped = &junitMessage{Message: "waits for " + c.Skipped}
		s.Skipped++
	case c.Verdict == NotYet:
		tc.Failure = message
		s.Failures++
	case c.Verdict == Unable:
		tc.Error = message
		s.Errors++
	}
	s.Tests++
	s.Cases = append(s.Cases, tc)
}
