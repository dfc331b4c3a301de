package workbook

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"lab/labs/session"
	"lab/repl/keys"
	"lab/repl/paint"
)

// This file asks the student to explain an outcome in a sentence, and shows the lab's explanation
// next to it.

// asksWords reports whether typed text goes to the student's sentence.
func (m *Model) asksWords() bool { return m.focus == onGuide && m.way.AsksWords() }

// wordsKey handles a key of the student's sentence. It scrolls so that the sentence stays visible.
func (m *Model) wordsKey(name, text string) {
	switch {
	case name == "pgup":
		m.scroll = max(0, m.scroll-5)
		return
	case name == "pgdown":
		m.scroll += 5
		return
	case key.Matches(keys.Name(name), keyAnswer):
		m.way.SayWords(m.words.Text())
		m.words.Clear()
		m.driver.Save()
		m.toEnd()
	case key.Matches(keys.Name(name), keyPrompt) && text == "":
		m.show(m.active)
	case m.words.Key(name):
		m.toEnd()
	case text != "":
		m.words.Insert(text)
		m.toEnd()
	}
}

// wordsText renders the sentence being typed, or the student's sentence and the lab's.
func (m *Model) wordsText(told session.Told, width int) string {
	var b strings.Builder
	if m.way.AsksWords() {
		b.WriteString(m.theme.Prose(session.AskWords, width) + "\n")
		before, all := m.words.BeforeCursor(), m.words.Text()
		b.WriteString(m.theme.Lines(m.theme.Accent, paint.Indent(paint.Wrap("> "+before+"▏"+all[len(before):], width-2), 2)) + "\n")
		return b.String()
	}
	if told.Explain == "" {
		return ""
	}
	if told.Words == "" {
		return m.theme.Prose(told.Explain, width) + "\n"
	}
	const gap = 3
	if half := (width - gap) / 2; half >= 30 {
		return beside(m.theme.Faint.Render("yours")+"\n"+paint.Wrap(told.Words, half), m.theme.Faint.Render("ours")+"\n"+m.theme.Prose(told.Explain, half), half, gap)
	}
	b.WriteString(m.theme.Faint.Render("yours") + "\n" + paint.Wrap(told.Words, width) + "\n")
	b.WriteString(m.theme.Faint.Render("ours") + "\n" + m.theme.Prose(told.Explain, width) + "\n")
	return b.String()
}

// beside joins two texts side by side.
func beside(left, right string, width, gap int) string {
	l, r := strings.Split(left, "\n"), strings.Split(right, "\n")
	var b strings.Builder
	for i := range max(len(l), len(r)) {
		a, c := "", ""
		if i < len(l) {
			a = l[i]
		}
		if i < len(r) {
			c = r[i]
		}
		b.WriteString(strings.TrimRight(paint.Fit(a, width)+strings.Repeat(" ", gap)+c, " ") + "\n")
	}
	return b.String()
}
