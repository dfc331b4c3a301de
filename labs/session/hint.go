package session

import (
	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file says which hint comes next.

// NoHints is said where there is none.
const NoHints = "this step has no hints; read its text once more"

// NoChecks is said where there is nothing to check.
const NoChecks = "this lab has nothing to check but its steps"

// Hint is the next hint for the step that is shown, "" where there is none.
func (s *Session) Hint() string { return hint(s.Lab, s.Progress, s.Step()) }

// Hint is the next hint for where the student is, and the step that it is for.
func Hint(l *catalogue.Lab, p *workbook.LabProgress) (*catalogue.Step, string) {
	step := stuck(l, p)
	return step, hint(l, p, step)
}

// hint counts the hints that were shown; after the last it is the last again. A step
// without hints of its own has those of the lab, which are counted for the lab.
func hint(l *catalogue.Lab, p *workbook.LabProgress, step *catalogue.Step) string {
	hints, of := step.Hints, step.ID
	if len(hints) == 0 {
		hints, of = l.Hints, ""
	}
	if len(hints) == 0 {
		return ""
	}
	if p.Hints == nil {
		p.Hints = map[string]int{}
	}
	n := min(p.Hints[of], len(hints)-1)
	p.Hints[of] = n + 1
	return hints[n]
}

// stuck is the step that a student who asks for a hint is at: the one shown last unless it
// is done, else the first that has a hint to give, else the first that is not done.
func stuck(l *catalogue.Lab, p *workbook.LabProgress) *catalogue.Step {
	if i := l.Step(p.At); i >= 0 && !p.IsDone(p.At) {
		return l.Steps[i]
	}
	var first *catalogue.Step
	for _, step := range l.Steps {
		if p.IsDone(step.ID) {
			continue
		}
		if len(step.Hints) > 0 {
			return step
		}
		if first == nil {
			first = step
		}
	}
	if first == nil {
		first = l.Steps[len(l.Steps)-1]
	}
	return first
}
