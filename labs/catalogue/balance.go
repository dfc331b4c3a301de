package catalogue

import (
	"fmt"
	"unicode/utf8"
)

// This file checks whether the right answers of a catalogue can be guessed without reading the
// questions, because they usually come first or are the longest.

// A trait is a way to pick a choice without understanding the question.
type trait struct {
	name string // describes the choice that pick returns
	pick func([]Choice) int
}

var traits = []trait{
	{"the first", func([]Choice) int { return 0 }},
	{"the longest", func(all []Choice) int { return furthest(all, func(a, b int) bool { return a > b }) }},
	{"the shortest", func(all []Choice) int { return furthest(all, func(a, b int) bool { return a < b }) }},
}

// furthest returns the index of the choice with the extreme length, or the first of several.
func furthest(all []Choice, further func(a, b int) bool) int {
	best := 0
	for i, c := range all {
		if further(utf8.RuneCountInString(c.Text), utf8.RuneCountInString(all[best].Text)) {
			best = i
		}
	}
	return best
}

// chance is the significance level: a catalogue with randomly placed answers is reported with
// about this probability per trait.
const chance = 0.01

// Unbalanced lists the ways in which the catalogue's right answers can be guessed.
func (c *Catalogue) Unbalanced() []string {
	var off []string
	for _, t := range traits {
		right, odds := c.rightBy(t.pick)
		if !likely(right, odds) {
			off = append(off, fmt.Sprintf("%s choice is right in %d of %d questions; by chance it would be about %.0f",
				t.name, right, len(odds), sum(odds)))
		}
	}
	return off
}

// rightBy counts the questions that pick answers correctly. For each question it also returns the
// probability of a correct random answer.
func (c *Catalogue) rightBy(pick func([]Choice) int) (right int, odds []float64) {
	for _, l := range c.Labs {
		for _, s := range l.Steps {
			if s.Question == nil {
				continue
			}
			all := s.Question.Choices
			good := 0
			for _, choice := range all {
				if choice.Right {
					good++
				}
			}
			odds = append(odds, float64(good)/float64(len(all)))
			if all[pick(all)].Right {
				right++
			}
		}
	}
	return right, odds
}

// likely reports whether the number of correct answers, right, is plausible by chance. It returns
// false if either tail of the distribution has a probability below chance.
func likely(right int, odds []float64) bool {
	// just[n] is the probability of exactly n correct answers among the questions so far.
	just := make([]float64, len(odds)+1)
	just[0] = 1
	for i, p := range odds {
		for n := i + 1; n > 0; n-- {
			just[n] = just[n]*(1-p) + just[n-1]*p
		}
		just[0] *= 1 - p
	}
	return sum(just[right:]) >= chance && sum(just[:right+1]) >= chance
}

func sum(all []float64) float64 {
	total := 0.0
	for _, x := range all {
		total += x
	}
	return total
}
