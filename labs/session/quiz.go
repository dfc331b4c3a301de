package session

import (
	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// A Quiz asks one question of each lab. A question that is answered wrongly is repeated after the
// others. A Quiz does not affect the student's progress.
type Quiz struct {
	cards []*Card
	queue []*Card // the cards that have not been answered correctly, the current card first
}

// A Card is a question of a quiz.
type Card struct {
	Lab *catalogue.Lab
	// Tries is the number of answers so far.
	Tries int
	Right bool

	session *Session
}

// NewQuiz draws a question from each lab that has any. The function draw returns a random number
// below n. The argument f determines the order of choices.
func NewQuiz(labs []*catalogue.Lab, f workbook.Shuffle, draw func(n int) int) *Quiz {
	q := &Quiz{}
	for _, l := range labs {
		var asked []int
		for i, s := range l.Steps {
			if s.Question != nil {
				asked = append(asked, i)
			}
		}
		if len(asked) == 0 {
			continue
		}
		c := &Card{Lab: l, session: New(l, &workbook.LabProgress{}, f)}
		c.session.GoTo(asked[draw(len(asked))])
		q.cards = append(q.cards, c)
	}
	q.queue = append(q.queue, q.cards...)
	return q
}

// Asked returns the card to answer next, or nil if all have been answered correctly.
func (q *Quiz) Asked() *Card {
	if len(q.queue) == 0 {
		return nil
	}
	return q.queue[0]
}

// Left returns the number of cards that have not been answered correctly.
func (q *Quiz) Left() int { return len(q.queue) }

// Cards returns all cards in the order of the labs.
func (q *Quiz) Cards() []*Card { return q.cards }

// Step returns the step with the card's question.
func (c *Card) Step() *catalogue.Step { return c.session.Step() }

// Order returns the indexes of the choices in the order in which they are shown.
func (c *Card) Order() []int { return c.session.Order() }

// Answer answers the current card with indexes into the catalogue. If the answer is wrong, whys
// explains the wrong choices.
func (q *Quiz) Answer(chosen []int) (right bool, whys []string) {
	c := q.queue[0]
	q.queue = q.queue[1:]
	c.Tries++
	if c.Right = c.session.Answer(chosen); !c.Right {
		q.queue = append(q.queue, c)
		return false, c.session.Whys()
	}
	return true, nil
}

// AtOnce returns the number of cards that were right at the first attempt.
func (q *Quiz) AtOnce() int {
	n := 0
	for _, c := range q.cards {
		if c.Right && c.Tries == 1 {
			n++
		}
	}
	return n
}
