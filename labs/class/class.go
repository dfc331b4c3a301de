package class

import (
	"time"

	"lab/labs/report"
)

// This file defines the results for a class. The JSON report contains these results, and all other
// reports are made from them.

// Format is the version of the JSON report's format.
const Format = 1

// A Class holds the results of grading all submissions.
type Class struct {
	Format int `json:"format"`
	// Program is the version of lab that graded the submissions.
	Program string    `json:"program"`
	At      time.Time `json:"at"`
	Labs    []Lab     `json:"labs"`
	// Students are the submissions, followed by the people on the roster without one.
	Students []*Student `json:"students"`
	// Stuck lists the checks that submissions fail, the most frequent first.
	Stuck []Stuck `json:"stuck"`
	// Alike lists groups of submissions that are equal apart from white space and comments.
	Alike [][]string `json:"alike,omitempty"`
}

// A Lab is a lab for which the submissions were graded.
type Lab struct {
	ID    string `json:"lab"`
	Title string `json:"title"`
	// Hash is the hash of the files that define the lab and its checks.
	Hash string `json:"hash"`
	// Checks is empty if the lab has no checks. Its result then depends on the student's own
	// record.
	Checks []Check `json:"checks,omitempty"`
}

// A Check is a check of a lab with its weight in the lab's credit.
type Check struct {
	ID     string  `json:"check"`
	Title  string  `json:"title"`
	Weight float64 `json:"weight"`
}

// A Student is a submission with its results.
type Student struct {
	// Name is the name of the submission. Person is the name on the roster.
	Name   string `json:"name"`
	Person string `json:"person,omitempty"`
	// Roster is the person's line of the roster, by column.
	Roster map[string]string `json:"roster,omitempty"`
	// Problem says why there was nothing to grade. Missing reports whether nothing was handed in.
	Problem string `json:"problem,omitempty"`
	Missing bool   `json:"missing,omitempty"`
	// Files is the hash of the graded files. Record is the hash of the student's record.
	Files  string   `json:"files,omitempty"`
	Record string   `json:"record,omitempty"`
	Labs   []Scored `json:"labs,omitempty"`
	// Total is the mean of the known shares in percent. It is nil if no share is known, or if the
	// machine failed for a lab.
	Total *float64 `json:"total"`
	// Own is the content of the student's own record.
	Own  *Own   `json:"own_record,omitempty"`
	Diff []File `json:"diff,omitempty"`
	// same is the hash that sameness returns.
	same string
}

// A Scored is a result with its share of the lab's credit in percent. The share is nil if the lab
// gives no credit, if another lab replaces it, or if the machine failed.
type Scored struct {
	report.Result
	Share *float64 `json:"share"`
}

// An Own is the content of the record in a student's workbook. The record comes from the student's
// machine, so it proves nothing.
type Own struct {
	Answers   []FirstAnswer  `json:"first_answers,omitempty"`
	Hints     map[string]int `json:"hints,omitempty"`     // by lab
	Solutions map[string]int `json:"solutions,omitempty"` // views of the solution, by lab
}

// A FirstAnswer is a student's first answer to a question.
type FirstAnswer struct {
	Lab   string   `json:"lab"`
	Step  string   `json:"step"`
	Ask   string   `json:"ask"`
	First []string `json:"first"`
	Right bool     `json:"right"`
	// Later reports whether the last answer was right.
	Later bool `json:"later"`
	// Words is the student's explanation in a sentence.
	Words string `json:"words,omitempty"`
}

// A File is the diff of a file that the submission changed.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// A Stuck is a check that some submissions fail.
type Stuck struct {
	Lab   string `json:"lab"`
	Title string `json:"title"`
	// Of is the number of graded submissions. Failed is the number of submissions that fail the
	// check. Waiting is the number of submissions that did not reach the check.
	Failed  int `json:"failed"`
	Waiting int `json:"waiting"`
	Of      int `json:"of"`
	// Hint is the most frequent hint.
	Hint string `json:"hint,omitempty"`
	Most int    `json:"hint_given,omitempty"`
}

// Called returns the name under which people know the student.
func (s *Student) Called() string {
	if s.Person != "" {
		return s.Person
	}
	return s.Name
}

// Graded returns the number of submissions with a result.
func (c *Class) Graded() int {
	n := 0
	for _, s := range c.Students {
		if len(s.Labs) > 0 {
			n++
		}
	}
	return n
}

// Unable lists the students' labs without a verdict because the machine failed.
func (c *Class) Unable() []string {
	var list []string
	for _, s := range c.Students {
		for _, r := range s.Labs {
			if r.Verdict == report.Unable {
				list = append(list, s.Name+", lab "+r.Lab)
			}
		}
	}
	return list
}
