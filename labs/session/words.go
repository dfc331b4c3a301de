package session

import (
	"strings"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file asks for a sentence of the student's own. A student who has put an explanation in
// words compares it with ours, which stands beside it then.

// AskWords is what is asked.
const AskWords = "Why? Say it in a sentence of your own; ours comes after it."

// maxWords bounds a sentence, in characters.
const maxWords = 500

// AsksWords reports whether the student is asked for a sentence: the question of what was seen
// is answered right, and nothing has been said, nor been passed over.
func (s *Session) AsksWords() bool { return asksWords(s.Progress, s.Step()) }

func asksWords(p *workbook.LabProgress, step *catalogue.Step) bool {
	_, said := p.Words[step.ID]
	return step.Kind == catalogue.Explain && step.Question != nil && p.Answers[step.ID].Right && !said
}

// SayWords notes the sentence; an empty one passes the question over.
func (s *Session) SayWords(text string) {
	if s.Progress.Words == nil {
		s.Progress.Words = map[string]string{}
	}
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > maxWords {
		text = string(r[:maxWords])
	}
	s.Progress.Words[s.Step().ID] = text
}
