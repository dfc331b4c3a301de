package present

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lab/labs/catalogue"
	"lab/labs/report"
	"lab/labs/session"
	book "lab/labs/workbook"
	"lab/repl/workbook"
)

// This file carries the beats out.

// enter begins the beat at a position.
func (m *Model) enter(at int) {
	if at < 0 || at >= len(m.beats) {
		return
	}
	m.at, m.phase, m.typed, m.sent, m.out, m.spoke, m.scroll, m.warned = at, idle, 0, "", "", nil, 0, false
	m.digits, m.guess, m.counted, m.struck, m.picked = "", nil, nil, false, map[int]bool{}
	b := m.beat()
	if m.wb.Way().At() != b.at {
		m.wb.Show(b.at)
	}
	switch b.kind {
	case text, tell, cover, ending, hand:
		m.phase = done
	}
	if m.played[at] {
		m.phase = done
	}
	if b.kind == tell {
		m.explain(b.of)
	}
	if b.kind == ask {
		for _, i := range m.wb.Way().Progress.Answers[b.of.ID].Last {
			m.picked[i] = true
		}
	}
}

func (m *Model) back() {
	if m.at > 0 {
		m.enter(m.at - 1)
	}
}

// advance carries the beat out, or goes on from it.
func (m *Model) advance() tea.Cmd {
	b := m.beat()
	switch {
	case b.kind == cover && !m.ready():
		m.reply = "the nodes are still starting"
		return nil
	case m.phase == done:
		m.played[m.at] = true
		m.enter(m.at + 1)
		return nil
	case m.phase == typing:
		m.rest()
		return nil
	case m.phase == running && !m.warned:
		m.warned, m.reply = true, "that is not done yet; → again goes on without it"
		return nil
	case m.phase == running:
		m.enter(m.at + 1)
		return nil
	}
	switch b.kind {
	case command:
		return m.begin()
	case ask:
		m.answer()
	case fault:
		m.strike()
	case change:
		m.change()
	case await, together:
		m.phase = running
	case check:
		m.phase = running
		m.wb.Check()
	}
	return nil
}

// ready reports whether all prompts are there.
func (m *Model) ready() bool { return m.allWait(names(m.lab)) }

func (m *Model) allWait(nodes []string) bool {
	for _, n := range nodes {
		if !m.wb.Waits(n) {
			return false
		}
	}
	return true
}

func names(l *catalogue.Lab) []string {
	var all []string
	for _, n := range l.Nodes {
		all = append(all, n.Name)
	}
	return all
}

// Pace is how fast commands type themselves.
type Pace func(after rune) time.Duration

// Human is the pace of a practised hand: about ten characters a second, a little longer after
// a word or a sign.
func Human(after rune) time.Duration {
	wait := 45 + rand.IntN(70)
	if after == ' ' || strings.ContainsRune("(,.:|>", after) {
		wait += rand.IntN(90)
	}
	return time.Duration(wait) * time.Millisecond
}

// stroke is the moment to type the next character of a beat's command.
type stroke struct{ at, typed int }

func (m *Model) next(after rune) tea.Cmd {
	s := stroke{m.at, m.typed}
	return tea.Tick(m.pace(after), func(time.Time) tea.Msg { return s })
}

// begin begins to type the command.
func (m *Model) begin() tea.Cmd {
	node := m.beat().act.On
	if !m.wb.IsUp(node) {
		m.reply = node + " is down"
		return nil
	}
	m.wb.TypeAt(node, "ctrl+e", "")
	m.wb.TypeAt(node, "ctrl+u", "") // what was typed by hand and not sent
	m.phase, m.typed = typing, 0
	if m.pace == nil {
		m.rest()
		return nil
	}
	return m.next(' ')
}

// typeOn types the next character, unless something else has happened.
func (m *Model) typeOn(s stroke) tea.Cmd {
	if m.phase != typing || s.at != m.at || s.typed != m.typed {
		return nil
	}
	code := []rune(m.beat().act.Code)
	if m.typed == len(code) {
		m.send()
		return nil
	}
	r := code[m.typed]
	m.typed++
	m.typeRune(r)
	return m.next(r)
}

func (m *Model) typeRune(r rune) {
	node := m.beat().act.On
	if r == '\n' {
		m.wb.TypeAt(node, "ctrl+j", "")
		return
	}
	m.wb.TypeAt(node, string(r), string(r))
}

// rest types what is left, at once.
func (m *Model) rest() {
	for _, r := range []rune(m.beat().act.Code)[m.typed:] {
		m.typeRune(r)
	}
	m.send()
}

// send gives the line to the node.
func (m *Model) send() {
	node := m.beat().act.On
	m.sent, m.out, m.phase, m.spoke = m.wb.Typing(node), "", running, nil
	m.wb.TypeAt(node, "enter", "")
}

// pick chooses an answer for the room, or takes it back where several may be right.
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

// order is that in which choices are shown.
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

// answer notes what the room says.
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
		m.played[m.at] = true
		m.enter(m.at + 1)
	}
}

// explain is where a question is told: what was seen must be answered right for its step to
// be done.
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

// strike carries a fault out, once what the lab asks before it is answered, or passed over.
func (m *Model) strike() {
	f, err := catalogue.ParseFault(m.beat().act.Fault)
	if err != nil {
		m.fail(err.Error())
		return
	}
	asked, ok := m.wb.Way().Ask(f, m.wb.Cluster().Total, m.wb.IsUp)
	if ok && m.digits == "" && !m.warned {
		m.warned, m.reply = true, "what does the room expect? a number; → again goes on without one"
		return
	}
	m.guess = nil
	if n, err := strconv.Atoi(m.digits); ok && err == nil {
		m.guess = session.Say(f, asked, n)
	}
	m.phase = running
	m.stage.Fault(f, m.guess)
}

// asksForecast is what is asked before the fault, if anything.
func (m *Model) asksForecast() (catalogue.Forecast, bool) {
	f, err := catalogue.ParseFault(m.beat().act.Fault)
	if err != nil {
		return catalogue.Forecast{}, false
	}
	return m.wb.Way().Ask(f, m.wb.Cluster().Total, m.wb.IsUp)
}

func (m *Model) change() {
	lines, err := m.stage.Change(m.lab, m.beat().act)
	if err != nil {
		m.fail(err.Error())
		return
	}
	m.changed[m.at] = lines
	m.finish()
}

// finish ends the beat.
func (m *Model) finish() { m.phase, m.played[m.at] = done, true }

// fail ends the beat, with what was wrong.
func (m *Model) fail(text string) {
	m.wrong = append(m.wrong, Wrong{m.lab.Steps[m.beat().at].ID, m.beat().doing(), text})
	m.reply, _, _ = strings.Cut(text, "\n")
	m.finish()
}

// doing is what a beat does, in a line.
func (b beat) doing() string {
	switch b.kind {
	case command:
		return b.act.On + "> " + b.act.Code
	case fault:
		return b.act.Fault
	case change:
		if b.act.Solution {
			return "the solution"
		}
		return b.act.File
	case await:
		return "what the step waits for"
	case together:
		return "the nodes find each other"
	case hand:
		return "by hand: " + b.act.Hand
	case check:
		return "the checks"
	case ask:
		return "a question"
	case tell:
		return "the explanation"
	}
	return "the text"
}

// settle ends the beat that runs, once what it is about has come.
func (m *Model) settle(msg tea.Msg) {
	if m.phase != running {
		return
	}
	b := m.beat()
	switch msg := msg.(type) {
	case workbook.Struck:
		if b.kind == fault && msg.Fault.String() == b.act.Fault {
			if m.struck = true; msg.Failed != "" {
				m.fail(msg.Failed)
				return
			}
		}
	case workbook.Counted:
		g := book.Guess(msg)
		m.counted = &g
	case workbook.Graded:
		if b.kind == check {
			m.checked(report.Result(msg))
			return
		}
	}
	switch {
	case b.kind == command && m.wb.Waits(b.act.On):
		m.evaluated()
	case b.kind == fault && m.standsStill():
		m.finish()
	case b.kind == await && m.met(), b.kind == together && m.linked():
		m.finish()
	}
}

// evaluated takes in what a line printed. One that the speaker typed is not the command.
func (m *Model) evaluated() {
	b := m.beat()
	if m.sent != b.act.Code {
		m.phase = idle
		return
	}
	if text := mistaken(b.act.Answer, m.out); text != "" {
		m.fail(text)
		return
	}
	m.finish()
}

// standsStill reports whether a fault has struck, and the nodes are as it wants them.
func (m *Model) standsStill() bool {
	f, err := catalogue.ParseFault(m.beat().act.Fault)
	if err != nil || !m.struck || m.guess != nil && m.counted == nil {
		return false
	}
	form, _ := f.Kind.Form()
	for _, node := range f.Nodes {
		if form.Starts && !m.wb.Waits(node) || form.Ends && m.wb.IsUp(node) {
			return false
		}
	}
	return true
}

func (m *Model) checked(r report.Result) {
	if r.Verdict != report.Passed {
		m.fail(r.Said() + " " + r.Reason)
		return
	}
	m.finish()
}

// linked reports whether all nodes that are up are linked with each other.
func (m *Model) linked() bool {
	all := names(m.lab)
	for i, a := range all {
		for _, b := range all[i+1:] {
			if m.wb.IsUp(a) && m.wb.IsUp(b) && !m.wb.Cluster().Linked(a, b) {
				return false
			}
		}
	}
	return true
}

// met reports whether all that the step waits for has come true.
func (m *Model) met() bool {
	way := m.wb.Way()
	for i := range way.Step().Until {
		if !way.Ticked(i) {
			return false
		}
	}
	return true
}
