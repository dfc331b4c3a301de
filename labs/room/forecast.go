package room

import (
	"slices"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file counts what the room predicts.

// question is a question of a lab that is answered before anything is run.
type question struct {
	lab  *catalogue.Lab
	step *catalogue.Step
}

// first is what somebody answered first, nothing where they have not.
func (q question) first(p *workbook.Progress) []int {
	if lp := p.Labs[q.lab.ID]; lp != nil {
		return lp.Answers[q.step.ID].First
	}
	return nil
}

// A Tally is what the room said to a question at first.
type Tally struct {
	Lab  *catalogue.Lab
	Step *catalogue.Step
	// Bars are the choices, in the order of the catalogue.
	Bars []Bar
	// Answered is how many students have, Waiting how many that are here are at the question and
	// have not.
	Answered, Waiting int
}

// A Bar is how often a choice was picked.
type Bar struct {
	Text  string
	Right bool
	Count int
}

// questions are all predictions, in the order of the class.
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

// Questions is how many predictions there are.
func (b *Board) Questions() int { return len(b.questions()) }

// Current is the position of the prediction that the room is at: the one that most students have
// before them, else the one that was answered last, else the first.
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

// Tally counts the first answers to the prediction at position i, of all students that have ever
// answered it.
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
			if i >= 0 && i < len(t.Bars) { // an answer to a former edition of the lab
				t.Bars[i].Count++
			}
		}
	}
	return t, true
}
