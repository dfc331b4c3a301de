package present

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"lab/repl/paint"
)

// This file is the speaker's window: notes, the next beat, and the time.

// A Speaker is the model of the speaker's window.
type Speaker struct {
	state  State
	theme  paint.Theme
	keys   func(Remote)
	now    time.Time
	width  int
	height int
	over   bool
}

// Over reports that the talk has ended.
type Over struct{}

// second is a message with the time, sent every second.
type second time.Time

func nextSecond() tea.Cmd {
	return tea.Tick(time.Second, func(t time.Time) tea.Msg { return second(t) })
}

// NewSpeaker returns the speaker's window. It calls keys with each key that steers the talk.
func NewSpeaker(keys func(Remote)) *Speaker {
	return &Speaker{theme: paint.Stage(true), keys: keys, now: time.Now(), width: 80, height: 24}
}

// Init requests the terminal's background colour and starts the clock.
func (s *Speaker) Init() tea.Cmd { return tea.Batch(tea.RequestBackgroundColor, nextSecond()) }

// Update implements tea.Model.
func (s *Speaker) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.width, s.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		s.theme = paint.Stage(msg.IsDark())
	case second:
		s.now = time.Time(msg)
		return s, nextSecond()
	case State:
		s.state = msg
	case Over:
		s.over = true
	case tea.KeyPressMsg:
		cmd, _ := speakerKeys().Press(s, msg.String())
		return s, cmd
	}
	return s, nil
}

// View implements tea.Model.
func (s *Speaker) View() tea.View {
	v := tea.NewView(strings.Join(s.rows(), "\n"))
	v.AltScreen, v.WindowTitle = true, "lab: the speaker's notes"
	return v
}

func (s *Speaker) rows() []string {
	t, st, width := s.theme, s.state, max(20, s.width-4)
	if st.Lab == "" {
		return []string{"", "  waiting for the talk"}
	}
	var b strings.Builder
	spent := s.now.Sub(st.Began)
	clock := fmt.Sprintf("%s of %d min   %s", minutes(spent), st.Minutes, s.now.Local().Format("15:04"))
	if over := spent - time.Duration(st.Minutes)*time.Minute; over > 0 {
		clock += "   ! over by " + minutes(over)
	}
	fmt.Fprintf(&b, "%s\n\n", t.Strong.Render(clock))
	fmt.Fprintf(&b, "%s\n%s\n", t.Faint.Render(fmt.Sprintf("lab %s, step %d of %d, beat %d of %d", st.Lab, st.Step, st.Of, st.Beat, st.Beats)),
		t.Accent.Bold(true).Render(st.Title))
	state := map[phase]string{idle: "→ ", typing: "types: ", running: "… ", done: "✓ "}[st.Phase]
	b.WriteString(paint.Wrap(state+st.Doing, width) + "\n\n")
	for _, n := range st.Notes {
		b.WriteString("• " + paint.Indent(t.Prose(n, width-2), 2) + "\n")
	}
	fmt.Fprintf(&b, "\n%s %s\n", t.Faint.Render("next:"), paint.Wrap(st.Next, width-6))
	if s.over {
		fmt.Fprintf(&b, "\n%s\n", t.Lines(t.Warn, paint.Wrap("The talk has ended. lab present --notes shows the notes of the next talk.", width)))
	}
	rows := strings.Split(b.String(), "\n")
	rows = rows[:min(len(rows), max(1, s.height-1))]
	for len(rows) < s.height-1 {
		rows = append(rows, "")
	}
	for i, r := range rows {
		rows[i] = "  " + r
	}
	return append(rows, t.Faint.Render("  → next  ← back  q close this window"))
}

// minutes formats a duration as minutes and seconds.
func minutes(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", int(d/time.Minute), int(d/time.Second)%60)
}
