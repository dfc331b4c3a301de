package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// This file writes results in JUnit's XML format for CI systems.

// A Group is the results of a project. A report can contain several projects.
type Group struct {
	// Name identifies the project. It is "" if there is only one project.
	Name string
	// Properties are the versions and hashes of the graded files.
	Properties []Property
	Results    []Result
}

// A Property is a fact about a group.
type Property struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Skipped  int    `xml:"skipped,attr"`
	Time     string `xml:"time,attr"`
	// The JUnit schemas require properties before the test cases.
	Properties *junitProperties `xml:"properties"`
	Cases      []junitCase      `xml:"testcase"`
}

type junitProperties struct {
	List []Property `xml:"property"`
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

// WriteJUnit writes a test suite for each lab of each group.
func WriteJUnit(w io.Writer, groups []Group) error {
	var out junitSuites
	for _, g := range groups {
		for _, r := range g.Results {
			out.Suites = append(out.Suites, g.suite(r))
		}
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

func (g Group) suite(r Result) junitSuite {
	s := junitSuite{Name: "lab " + r.Lab, Time: fmt.Sprintf("%.3f", r.Took.Seconds())}
	class := "lab." + r.Lab
	if g.Name != "" {
		s.Name, class = g.Name+": "+s.Name, g.Name+"."+class
	}
	if len(g.Properties) > 0 {
		s.Properties = &junitProperties{g.Properties}
	}
	if r.Replaced != "" {
		s.add(class, CheckResult{Title: r.Title, Skipped: r.Replaced})
		s.Cases[0].Skipped.Message = "replaced by lab " + r.Replaced
		return s
	}
	for _, c := range r.Checks {
		s.add(class, c)
	}
	if len(r.Checks) == 0 {
		s.add(class, CheckResult{Title: r.Title, Verdict: r.Verdict, Hint: r.Reason})
	}
	return s
}

// add adds a test case. Its name is the same in each run, because CI services compare runs by name.
// The names of nodes are random, so the test cases of a check on several nodes are numbered.
func (s *junitSuite) add(class string, c CheckResult) {
	tc := junitCase{Name: c.Title, Class: class}
	for n := 2; slices.ContainsFunc(s.Cases, func(o junitCase) bool { return o.Name == tc.Name }); n++ {
		tc.Name = fmt.Sprintf("%s (%d)", c.Title, n)
	}
	message := &junitMessage{Message: c.Hint, Text: c.Saw}
	if c.From != "" {
		message.Text = strings.TrimRight("from "+c.From+"\n"+c.Saw, "\n")
	}
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
