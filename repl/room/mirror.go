package room

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"

	"lab/repl/paint"
)

// This file shows the projection to people who connect to watch. Their only keys are those that
// leave.

// look is a message that a watched screen has changed.
type look struct{}

// A mirror is the Bubble Tea model of a screen that shows the projected screen.
type mirror struct {
	stage         *stage
	width, height int
	over          bool
}

// watch shows the projection until the viewer leaves.
func (r *Room) watch(screen func(tea.Model) *tea.Program, sizes <-chan ssh.Window) (string, error) {
	news, ok := r.stage.watch("")
	if !ok {
		return "", fmt.Errorf("%d screens already show the projection, the maximum: look at the projector, or try again later", mostWatchers)
	}
	defer r.stage.leave(news)
	r.changed()
	defer r.changed()
	program := screen(&mirror{stage: r.stage, width: 80, height: 24})
	over := make(chan struct{})
	defer close(over)
	go func() {
		for {
			select {
			case <-over:
				return
			case <-r.stage.closed:
				program.Send(goodbye(closing))
				return
			case <-news:
				program.Send(look{})
			}
		}
	}()
	run(program, sizes)
	return "", nil
}

// ended implements lasting.
func (m *mirror) ended() bool { return m.over }

// Init implements tea.Model.
func (m *mirror) Init() tea.Cmd { return nil }

// Update implements tea.Model.
func (m *mirror) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case goodbye:
		m.over = true
	case tea.KeyPressMsg:
		m.over = msg.String() == "q" || msg.String() == "ctrl+c"
	}
	if m.over {
		return m, tea.Quit
	}
	return m, nil
}

// View implements tea.Model.
func (m *mirror) View() tea.View {
	who, f := m.stage.projected()
	v := tea.NewView(strings.Join(fitted(who, f, m.width, m.height), "\n"))
	v.AltScreen, v.WindowTitle = true, "lab room"
	return v
}

// fitted returns the upper left part of a frame that fits a window of another size. If there is no
// frame, it returns an explanation.
func fitted(who string, f frame, width, height int) []string {
	if f.content == "" {
		text := "Nothing is projected yet. The screen that your teacher shows will appear here. (q leaves)"
		if who != "" {
			text = "The projected screen has gone. The next one will appear here. (q leaves)"
		}
		return strings.Split(paint.Wrap(text, width), "\n")
	}
	rows := strings.Split(f.content, "\n")
	rows = rows[:min(len(rows), height)]
	for i, row := range rows {
		rows[i] = paint.Fit(row, width)
	}
	return rows
}
