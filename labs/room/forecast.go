package room

import (
	"slices"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file tallies the students' predictions.

// A question is a prediction that a lab asks for.
type question struct {
	lab  *catalogue.Lab
	step *catalogue.Step
}

// first returns a student's first answer, or nil.
func (q question) first(p *workbook.Progress) []int {
	if lp := p.Labs[q.lab.ID]; lp != nil {
		return lp.Answers[q.step.ID].First
	}
	return nil
}

// A Tally is the distribution of first answers to a question.
type Tally struct {
	Lab  *catalogue.Lab
	Step *catalogue.Step
	// Bars holds the counts of the choices in the order of the catalogue.
	Bars []Bar
	// Answered is the number of students who have answered. Waiting is the number of present
	// students who are at the question and have not answered.
	Answered, Waiting int
}

// A Bar is the number of students who picked a choice.
type Bar struct {
	Text  string
	Right bool
	Count int
}

// questions returns all predictions in the order of the class.
func (b *Board) questions() []question {
	var all []question
	for _, l := range b.labs {
		for _, s := range l.Steps {
			if s.Kind == catalogue.Predict && s.Question != nil {
				all = append(all, question{l, s})
			}
		}
	}
	return all
}

// Questions returns the number of predictions.
func (b *Board) Questions() int { return len(b.questions()) }

// Current returns the index of the current prediction. That is the prediction that most present
// students are at. If there is none, it is the prediction that was answered last, or else the first
// prediction.
func (b *Board) Current() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.questions()
	best, most := max(0, slices.Index(all, b.asked)), 0
	for i, q := range all {
		here := 0
		for _, e := range b.students {
			if e.Here && e.Lab == q.lab && e.Step == q.step {
				here++
			}
		}
		if here > most {
			best, most = i, here
		}
	}
	return best
}

// Tally counts the first answers of all students to prediction i. It returns false if there is no
// such prediction.
func (b *Board) Tally(i int) (Tally, bool) {
	all := b.questions()
	if i < 0 || i >= len(all) {
		return Tally{}, false
	}
	q := all[i]
	t := Tally{Lab: q.lab, Step: q.step}
	for _, c := range q.step.Question.Choices {
		t.Bars = append(t.Bars, Bar{Text: c.Text, Right: c.Right})
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range b.students {
		first := q.first(e.progress)
		if len(first) == 0 {
			if e.Here && e.Lab == q.lab && e.Step == q.step {
				t.Waiting++
			}
			continue
		}
		t.Answered++
		for _, i := range first {
			if i >= 0 && i < len(t.Bars) { // the answer may be from another edition of the lab
				t.Bars[i].Count++
			}
		}
	}
	return t, true
}
