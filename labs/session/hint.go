package session

import (
	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file selects the next hint.

// NoHints is the message if there is no hint.
const NoHints = "this step has no hints; read its text once more"

// NoChecks is the message if the lab has no checks.
const NoChecks = "this lab has no checks of files: its steps are checked as you do them"

// Hint returns the next hint for the current step, or "", and records it.
func (s *Session) Hint() string { return hint(s.Lab, s.Progress, s.Step()) }

// Hint returns the next hint for the student's position and the step that the hint is for. It
// records the hint.
func Hint(l *catalogue.Lab, p *workbook.LabProgress) (*catalogue.Step, string) {
	step := stuck(l, p)
	return step, hint(l, p, step)
}

// hint returns the next hint for a step and counts it. After the last hint, it returns that hint
// again. A step without hints uses the hints of the lab, which have their own count.
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

// stuck returns the step for which a student needs a hint. That is the last shown step unless it is
// done. Otherwise it is the first unfinished step with hints, or else the first unfinished step.
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
