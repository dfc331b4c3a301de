package present

import (
	"strconv"

	"lab/labs/catalogue"
	"lab/labs/session"
)

// This file asks the audience a question of the lab, or asks for the forecast before a fault.

// pick chooses an answer for the audience. If several answers may be right, it toggles the answer.
func (m *Model) pick(shown int) {
	order := m.order()
	if m.phase == done || shown < 0 || shown >= len(order) {
		return
	}
	i := order[shown]
	if several(m.beat().of.Question) {
		m.picked[i] = !m.picked[i]
		return
	}
	m.picked = map[int]bool{i: true}
}

// order returns the indexes of the choices in the order in which they are shown.
func (m *Model) order() []int {
	all := make([]int, len(m.beat().of.Question.Choices))
	for i := range all {
		all[i] = i
	}
	return all
}

func several(q *catalogue.Question) bool { return len(right(q)) > 1 }

func right(q *catalogue.Question) []int {
	var all []int
	for i, c := range q.Choices {
		if c.Right {
			all = append(all, i)
		}
	}
	return all
}

// answer records the audience's answer.
func (m *Model) answer() {
	var chosen []int
	for i := range m.beat().of.Question.Choices {
		if m.picked[i] {
			chosen = append(chosen, i)
		}
	}
	switch {
	case len(chosen) > 0:
		m.wb.Way().Answer(chosen)
		m.phase = done
	case !m.warned:
		m.warned = true
		m.reply = "what does the room say? 1-" + strconv.Itoa(len(m.beat().of.Question.Choices)) + "; → again goes on without an answer"
	default:
		m.reply = ""
		m.played[m.at] = true
		m.enter(m.at + 1)
	}
}

// explain completes a question about an observation when its answer is shown. Its step counts as
// done only after a right answer.
func (m *Model) explain(s *catalogue.Step) {
	way := m.wb.Way()
	if s.Kind != catalogue.Explain {
		return
	}
	if !way.Progress.Answers[s.ID].Right {
		way.Answer(right(s.Question))
	}
	if way.AsksWords() {
		way.SayWords("")
	}
}

// strike executes a fault. If the lab asks for a forecast first, a forecast or a second key press
// is required.
func (m *Model) strike() {
	f, err := catalogue.ParseFault(m.beat().act.Fault)
	if err != nil {
		m.fail(err.Error())
		return
	}
	asked, ok := m.wb.Way().Ask(f, m.wb.Cluster().Total, m.wb.IsUp)
	if ok && m.digits == "" && !m.warned {
		m.warned, m.reply = true, "type the number that the audience expects, or press → again to skip it"
		return
	}
	m.guess = nil
	if n, err := strconv.Atoi(m.digits); ok && err == nil {
		m.guess = session.Say(f, asked, n)
	}
	m.phase = running
	m.stage.Fault(f, m.guess)
}

// asksForecast returns the forecast to ask for before the fault. It returns false if there is
// none.
func (m *Model) asksForecast() (catalogue.Forecast, bool) {
	f, err := catalogue.ParseFault(m.beat().act.Fault)
	if err != nil {
		return catalogue.Forecast{}, false
	}
	return m.wb.Way().Ask(f, m.wb.Cluster().Total, m.wb.IsUp)
}
