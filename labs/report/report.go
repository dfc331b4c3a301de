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

// UnmarshalText reads the words.
func (v *Verdict) UnmarshalText(text []byte) error {
	i := slices.Index(verdictNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("no verdict %q", text)
	}
	*v = Verdict(i)
	return nil
}

// A Result is what grading one lab found.
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
	// Replaced is the lab that replaced what this one asked for, and that passes: the files cannot
	// pass both, and that they do not pass this one counts for nothing.
	Replaced string `json:"replaced_by,omitempty"`
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
	// Aftermath says that this was found once the checks were over: what they saw is worth
	// nothing, as nodes had ended beneath them, say.
	Aftermath bool `json:"aftermath,omitempty"`
}

// Running is what checks are doing now.
type Running struct {
	// Title and From are those of the check that runs, or what is done before the first.
	Title, From string
	// At is the number of the check, counted from one, and Of how many checks there are; both are 0 before the first.
	At, Of int
}

// Text says what is being done, and for how long checks have run.
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

// Said is the verdict in words.
func (r Result) Said() string {
	if r.Replaced != "" {
		return "replaced by lab " + r.Replaced
	}
	return r.Verdict.String()
}

// Worst returns the verdict of them all.
func Worst(results []Result) Verdict {
	worst := Passed
	for _, r := range results {
		if r.Replaced == "" {
			worst = max(worst, r.Verdict)
		}
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
		return WriteJUnit(w, []Group{{Results: results}})
	}
	return fmt.Errorf("no report format %q; there are text, json and junit", format)
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

// Quoted is text in which words of programs may stand, as part of a report: each line
// begins with margin, where no verdict does, and what a terminal would take for an order
// is shown as it is written in Elixir.
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
