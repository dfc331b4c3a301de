package catalogue

import (
	"fmt"
	"unicode/utf8"
)

// This file tells whether the right answers of a catalogue can be found without
// reading the questions: since they stand first, or are the longest.

// trait is a way to pick a choice without knowing anything.
type trait struct {
	name string // of the choice that is picked
	pick func([]Choice) int
}

var traits = []trait{
	{"the first", func([]Choice) int { return 0 }},
	{"the longest", func(all []Choice) int { return furthest(all, func(a, b int) bool { return a > b }) }},
	{"the shortest", func(all []Choice) int { return furthest(all, func(a, b int) bool { return a < b }) }},
}

// furthest is the position of the choice whose length is further than that of all
// others, the first of equals.
func furthest(all []Choice, further func(a, b int) bool) int {
	best := 0
	for i, c := range all {
		if further(utf8.RuneCountInString(c.Text), utf8.RuneCountInString(all[best].Text)) {
			best = i
		}
	}
	return best
}

// chance is how unlikely a balance must be before it is called off: one in a hundred
// catalogues whose authors rolled dice has it.
const chance = 0.01

// Unbalanced says how the right answers of the catalogue can be guessed, if they can.
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

// rightBy counts the questions that are answered right by always picking in one way,
// and says for each how likely that is by chance.
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

// likely reports whether chance may well have made so many right, where each is right
// with its odds: neither so many or more, nor so few or fewer, are as rare as chance.
func likely(right int, odds []float64) bool {
	// just[n] is how likely exactly n are right, of those that were counted.
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
