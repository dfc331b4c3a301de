package workbook

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"

	"lab/labs/catalogue"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/keys"
	"lab/repl/paint"
)

// This file asks for a forecast before a fault, because a student who has committed to a
// prediction observes the outcome more closely.

// guess is a fault that waits for the student's forecast.
type guess struct {
	fault    catalogue.Fault
	forecast catalogue.Forecast
	digits   string
}

// maxDigits is the maximum number of digits of a forecast.
const maxDigits = 6

// guessKey handles a key while the forecast is being entered.
func (m *Model) guessKey(k keys.Name) {
	g, name := &m.guess, k.String()
	switch {
	case key.Matches(k, keyClose):
		m.overlay = noOverlay
	case name == "backspace" && g.digits != "":
		g.digits = g.digits[:len(g.digits)-1]
	case len(name) == 1 && name[0] >= '0' && name[0] <= '9' && len(g.digits) < maxDigits:
		g.digits += name
	case key.Matches(k, keyConfirm) && g.digits != "":
		n, _ := strconv.Atoi(g.digits) // at most maxDigits digits
		m.overlay = noOverlay
		m.strike(g.fault, session.Say(g.fault, g.forecast, n))
	}
}

// counted handles the outcome of a forecast. It adds a notice, because the map may be hidden.
func (m *Model) counted(g book.Guess) {
	m.way.Counted(g)
	m.driver.Save()
	m.say(Notice{Cause: Guessed, Text: session.Compared(g, m.lab.Called())})
}

func (m *Model) guessRows(width int) []string {
	rows := []string{m.theme.Strong.Render(" Before " + m.guess.fault.String() + ":"), ""}
	for _, row := range strings.Split(paint.Wrap(m.guess.forecast.Ask, width-2), "\n") {
		rows = append(rows, " "+row)
	}
	return append(rows, "", " "+m.theme.Accent.Render("> "+m.guess.digits+"_"), "",
		m.theme.Faint.Render(" a number, then enter  "+keys.Menu(keyClose)))
}
