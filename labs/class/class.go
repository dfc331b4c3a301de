package class

import (
	"time"

	"lab/labs/report"
)

// This file defines what is known of a class once it has been graded: what the JSON report
// holds, and all other reports are made of.

// Format is the version of the shape of the JSON report.
const Format = 1

// A Class is what grading all submissions found.
type Class struct {
	Format int `json:"format"`
	// Program is the version of lab that graded.
	Program string    `json:"program"`
	At      time.Time `json:"at"`
	Labs    []Lab     `json:"labs"`
	// Students are the submissions, and those on the roster who handed in nothing.
	Students []*Student `json:"students"`
	// Stuck lists the checks by how many do not pass them.
	Stuck []Stuck `json:"stuck"`
	// Alike lists groups of submissions that are equal but for spaces and comments.
	Alike [][]string `json:"alike,omitempty"`
}

// A Lab is what the submissions were graded by.
type Lab struct {
	ID    string `json:"lab"`
	Title string `json:"title"`
	// Hash is that of the files which say what the lab is and how it is graded.
	Hash string `json:"hash"`
	// Checks are empty where a lab has none, and rests on the student's own record.
	Checks []Check `json:"checks,omitempty"`
}

// A Check of a lab has a weight in its share of the credit.
type Check struct {
	ID     string  `json:"check"`
	Title  string  `json:"title"`
	Weight float64 `json:"weight"`
}

// A Student is one submission.
type Student struct {
	// Name is that of the submission, Person that of the roster.
	Name   string `json:"name"`
	Person string `json:"person,omitempty"`
	// Roster holds the line of the roster, by column.
	Roster map[string]string `json:"roster,omitempty"`
	// Problem says why there was nothing to grade; Missing that nothing was handed in.
	Problem string `json:"problem,omitempty"`
	Missing bool   `json:"missing,omitempty"`
	// Files is the hash of the files that were graded, Record that of the student's record.
	Files  string   `json:"files,omitempty"`
	Record string   `json:"record,omitempty"`
	Labs   []Scored `json:"labs,omitempty"`
	// Total is the mean of the shares, in percent; nil where one of them is not known.
	Total *float64 `json:"total"`
	// Own is what the student's own record says.
	Own  *Own   `json:"own_record,omitempty"`
	Diff []File `json:"diff,omitempty"`
	// same is equal in submissions that are equal but for spaces and comments.
	same string
}

// A Scored result has a share of the credit for its lab, in percent; nil where the lab gives
// none, or the machine was at fault.
type Scored struct {
	report.Result
	Share *float64 `json:"share"`
}

// An Own record is what a student's workbook noted: it lies on the student's machine, and
// proves nothing to others.
type Own struct {
	Answers   []FirstAnswer  `json:"first_answers,omitempty"`
	Hints     map[string]int `json:"hints,omitempty"`     // by lab
	Solutions map[string]int `json:"solutions,omitempty"` // how often they were looked at, by lab
}

// A FirstAnswer is what was picked first.
type FirstAnswer struct {
	Lab   string   `json:"lab"`
	Step  string   `json:"step"`
	Ask   string   `json:"ask"`
	First []string `json:"first"`
	Right bool     `json:"right"`
	// Later says that the last answer was right, whatever the first was.
	Later bool `json:"later"`
	// Words are what the student said of it in a sentence.
	Words string `json:"words,omitempty"`
}

// A File is what a submission changed in the project as it was laid out.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// A Stuck check is one that submissions do not pass.
type Stuck struct {
	Lab   string `json:"lab"`
	Title string `json:"title"`
	// Failed do not pass it, Waiting did not come that far, of Of that were graded.
	Failed  int `json:"failed"`
	Waiting int `json:"waiting"`
	Of      int `json:"of"`
	// Hint is the one that was given most often.
	Hint string `json:"hint,omitempty"`
	Most int    `json:"hint_given,omitempty"`
}

// Called is the name by which people know a student.
func (s *Student) Called() string {
	if s.Person != "" {
		return s.Person
	}
	return s.Name
}

// Graded counts the submissions of which anything was graded.
func (c *Class) Graded() int {
	n := 0
	for _, s := range c.Students {
		if len(s.Labs) > 0 {
			n++
		}
	}
	return n
}

// Unable lists the labs of students of which nothing can be said, as the machine was at
// fault.
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
