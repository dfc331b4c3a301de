package report

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// forged is text with which a program might fake a report.
const forged = "no\n✓ lab 1: Ask: passed\r\n\r✓ lab 1: Ask: passed\x1b[2J\x1b]0;title\a\u009b31m\u202e\u2028\xff\x00\x7f\tend"

// TestReportQuotes checks that text of programs can neither begin a line nor control the terminal.
func TestReportQuotes(t *testing.T) {
	results := []Result{{Lab: "1", Title: "Ask", Verdict: NotYet, Reason: forged,
		Checks: []CheckResult{{Check: "a", Title: "A", Verdict: NotYet, Hint: forged, Saw: forged}}}}
	var text, asJSON, asXML strings.Builder
	for format, out := range map[string]io.Writer{"text": &text, "json": &asJSON, "junit": &asXML} {
		if err := Write(out, format, results); err != nil {
			t.Fatal(err)
		}
	}
	if !utf8.ValidString(text.String()) || strings.ContainsAny(text.String(), "\r\x1b\a\u009b\u202e\u2028\x00\x7f") {
		t.Errorf("%q", text.String())
	}
	for line := range strings.Lines(text.String()) {
		if line != "✗ lab 1: Ask: not yet\n" && line != "  ✗ A\n" && !strings.HasPrefix(line, "    ") {
			t.Errorf("a line of its own: %q", line)
		}
	}
	if want := `passed\e[2J\e]0;title\x07\x9B31m\u202E\u2028` + "\uFFFD" + `\x00\x7F` + "\tend"; strings.Count(text.String(), want) != 3 {
		t.Errorf("%q does not say %q", text.String(), want)
	}
	var report map[string]any
	if err := json.Unmarshal([]byte(asJSON.String()), &report); err != nil {
		t.Error(err)
	}
	var suites junitSuites
	if err := xml.Unmarshal([]byte(asXML.String()), &suites); err != nil {
		t.Error(err)
	}
}

// TestNamesOfCasesLast checks that the names of test cases do not change from run to run. The names
// of nodes do.
func TestNamesOfCasesLast(t *testing.T) {
	var out strings.Builder
	results := []Result{
		{Lab: "1", Checks: []CheckResult{{Title: "A", From: "oak", Verdict: Passed}, {Title: "A", From: "elm", Verdict: NotYet, Saw: "nothing"}}},
		{Lab: "2", Title: "Ask", Replaced: "3"},
	}
	if err := Write(&out, "junit", results); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<testcase name="A" `, `<testcase name="A (2)" `, "from elm&#xA;nothing", `<skipped message="replaced by lab 3">`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, out.String())
		}
	}
}

// TestReportUnwritten checks the message for a report that could not be written.
func TestReportUnwritten(t *testing.T) {
	for _, format := range Formats {
		if err := Write(full{}, format, []Result{{Lab: "1"}}); err == nil {
			t.Errorf("%s: a report that nobody can read was written", format)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }
