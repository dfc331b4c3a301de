package session

import (
	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// A Quiz asks one question of each lab. One that is answered wrongly comes back when the
// others have been asked, until it is right. It notes nothing in the student's progress.
type Quiz struct {
	cards []*Card
	queue []*Card // those that are not right yet, the one that is asked first
}

// A Card is a question of a quiz.
type Card struct {
	Lab *catalogue.Lab
	// Tries counts the answers; the question is right at once where there was one, and Right.
	Tries int
	Right bool

	session *Session
}

// NewQuiz draws a question of each lab that has some. draw returns a number below n. Choices
// are in the order of f.
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

// Asked is the card that is to be answered, nil where all are right.
func (q *Quiz) Asked() *Card {
	if len(q.queue) == 0 {
		return nil
	}
	return q.queue[0]
}

// Left counts the cards that are not right yet.
func (q *Quiz) Left() int { return len(q.queue) }

// Cards are all cards, in the order of the labs.
func (q *Quiz) Cards() []*Card { return q.cards }

// Step is the step whose question it is.
func (c *Card) Step() *catalogue.Step { return c.session.Step() }

// Order returns the positions of the choices in the catalogue, as they are shown.
func (c *Card) Order() []int { return c.session.Order() }

// Answer takes the answer to the card that is asked, as positions in the catalogue. Where it
// is wrong, whys say what is wrong with what was picked.
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

// AtOnce counts the cards that were right at the first answer.
func (q *Quiz) AtOnce() int {
	n := 0
	for _, c := range q.cards {
		if c.Right && c.Tries == 1 {
			n++
		}
	}
	return n
}
