package session

import (
	"strings"

	"lab/labs/catalogue"
	"lab/labs/workbook"
)

// This file asks the student for an explanation in a sentence, to compare with the lab's own
// explanation afterwards.

// AskWords is the question.
const AskWords = "Why? Explain it in one sentence. The lab's explanation follows."

// maxWords is the maximum length of a sentence in characters.
const maxWords = 500

// AsksWords reports whether the student is being asked for a sentence: a question about an
// observation has been answered correctly, and the sentence is neither given nor skipped.
func (s *Session) AsksWords() bool { return asksWords(s.Progress, s.Step()) }

func asksWords(p *workbook.LabProgress, step *catalogue.Step) bool {
	_, said := p.Words[step.ID]
	return step.Kind == catalogue.Explain && step.Question != nil && p.Answers[step.ID].Right && !said
}

// SayWords records the sentence. An empty sentence skips the question.
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
