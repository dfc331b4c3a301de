package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"lab/labs/workbook"
)

// This file defines results and writes them as text and JSON.

// A Verdict is the outcome of a check, a lab or a whole run.
type Verdict int

// The verdicts. Their values are exit codes of `lab check`, and a worse verdict is greater.
const (
	Passed Verdict = iota
	NotYet         // the work is incomplete or wrong
	Unable         // the machine failed, not the work
)

var verdictNames = [...]string{"passed", "not yet", "could not run"}

func (v Verdict) String() string { return verdictNames[v] }

// MarshalText returns the name of the verdict.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText parses the name of a verdict.
func (v *Verdict) UnmarshalText(text []byte) error {
	i := slices.Index(verdictNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("there is no verdict %q", text)
	}
	*v = Verdict(i)
	return nil
}

// A Result is the result of grading a lab.
type Result struct {
	Lab     string        `json:"lab"`
	Title   string        `json:"title"`
	Verdict Verdict       `json:"verdict"`
	Checks  []CheckResult `json:"checks,omitempty"`
	// Mistake is the mistake that keeps the project from starting, if known.
	Mistake string `json:"mistake,omitempty"`
	// Reason explains the verdict: why the lab could not be graded, what is missing, or that stored
	// files were graded.
	Reason string `json:"reason,omitempty"`
	// Graded is the hash of the graded files (CopyProject), or "" for a lab without checks.
	Graded string `json:"graded,omitempty"`
	// Kept reports whether stored files were graded instead of the current files. The workbook has
	// stored them because they passed earlier.
	Kept bool `json:"kept,omitempty"`
	// Replaced is the id of a passing lab that replaces this lab. The files cannot pass both labs,
	// so this lab's failure does not count.
	Replaced string `json:"replaced_by,omitempty"`
	// Unsaved says why a passing result could not be saved or recorded.
	Unsaved string `json:"unsaved,omitempty"`
	// Checked is the signed record of a passing result.
	Checked *workbook.Checked `json:"-"`
	// Record reports whether the verdict is based on the student's own record of completed steps.
	Record bool          `json:"record,omitempty"`
	Took   time.Duration `json:"took_ns"`
}

// A CheckResult is the result of a check. If the check runs on several nodes, it is the result on
// one node.
type CheckResult struct {
	Check   string  `json:"check"`
	Title   string  `json:"title"`
	From    string  `json:"from,omitempty"`
	Verdict Verdict `json:"verdict"`
	// Skipped is the title of the check that had to pass first.
	Skipped string `json:"skipped,omitempty"`
	Mistake string `json:"mistake,omitempty"`
	Hint    string `json:"hint,omitempty"`
	// Saw is the observation passed to the judge, in the format of inspect/1.
	Saw string `json:"saw,omitempty"`
	// Aftermath marks a finding from after the checks. It invalidates their observations, for
	// example because nodes ended during the checks.
	Aftermath bool `json:"aftermath,omitempty"`
}

// Running is the state of running checks.
type Running struct {
	// Title and From are those of the running check. Before the first check, Title describes the
	// preparation.
	Title, From string
	// At is the number of the running check, counted from one. Of is the number of checks. Both are
	// 0 before the first check.
	At, Of int
}

// Text describes the running check. The argument is the time since the start of the checks.
func (r Running) Text(took time.Duration) string {
	text := "checking"
	switch {
	case r.Of > 0:
		text = fmt.Sprintf("check %d of %d: %s", r.At, r.Of, CheckResult{Title: r.Title, From: r.From}.Label())
	case r.Title != "":
		text = "checking: " + r.Title
	}
	return fmt.Sprintf("%s, %d s", text, int(took/time.Second))
}

// marks are the signs of the verdicts.
var marks = [...]string{Passed: "✓", NotYet: "✗", Unable: "!"}

// Sign returns the result as one character.
func (c CheckResult) Sign() string {
	if c.Skipped != "" {
		return "-"
	}
	return marks[c.Verdict]
}

// Label returns the title, followed by the node that the check ran on.
func (c CheckResult) Label() string {
	if c.From == "" {
		return c.Title
	}
	return c.Title + ", from " + c.From
}

// Said describes the verdict.
func (r Result) Said() string {
	if r.Replaced != "" {
		return "replaced by lab " + r.Replaced
	}
	return r.Verdict.String()
}

// Worst returns the worst verdict. It ignores replaced labs.
func Worst(results []Result) Verdict {
	worst := Passed
	for _, r := range results {
		if r.Replaced == "" {
			worst = max(worst, r.Verdict)
		}
	}
	return worst
}

// Formats lists the formats that Write supports.
var Formats = []string{"text", "json", "junit"}

// Write writes results in one of Formats.
func Write(w io.Writer, format string, results []Result) error {
	switch format {
	case "text":
		return writeText(w, results)
	case "json":
		return writeJSON(w, results)
	case "junit":
		return WriteJUnit(w, []Group{{Results: results}})
	}
	return fmt.Errorf("there is no report format %q; the formats are text, json and junit", format)
}

func writeText(out io.Writer, results []Result) error {
	var w bytes.Buffer
	for _, r := range results {
		if r.Replaced != "" {
			fmt.Fprintf(&w, "- lab %s: %s: %s\n", r.Lab, r.Title, r.Said())
			continue
		}
		fmt.Fprintf(&w, "%s lab %s: %s: %s\n", marks[r.Verdict], r.Lab, r.Title, r.Said())
		if r.Reason != "" {
			fmt.Fprintf(&w, "    %s\n", Quoted(r.Reason, "    "))
		}
		for _, c := range Told(r.Checks) {
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
		fmt.Fprintf(w, "      %s\n", Quoted(c.Hint, "      "))
	}
	if c.Saw != "" {
		fmt.Fprintf(w, "      seen: %s\n", Quoted(c.Saw, "      "))
	}
}

// Quoted makes untrusted text safe to show in a report. It begins each further line with margin,
// so that no line can look like a verdict, and escapes control characters.
func Quoted(text, margin string) string {
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

// jsonReport is the format of --format json. Version increases when the format changes.
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
