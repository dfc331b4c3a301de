package present

import (
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// TestTheSpeakersLine checks the connection of the speaker's window: states arrive, keys are sent
// back, and the end is reported.
func TestTheSpeakersLine(t *testing.T) {
	dir := t.TempDir()
	if err := Follow(t.Context(), dir, nil, nil); err != ErrNoTalk {
		t.Fatalf("without a talk: %v", err)
	}
	pressed := make(chan Remote, 1)
	l, err := Listen(dir, func(k Remote) { pressed <- k })
	if err != nil {
		t.Fatal(err)
	}
	l.Tell(State{Lab: "4", Step: 1})
	states, keys, over := make(chan State, 4), make(chan Remote, 1), make(chan error, 1)
	go func() { over <- Follow(t.Context(), dir, keys, func(s State) { states <- s }) }()
	if s := <-states; s.Step != 1 {
		t.Errorf("%+v", s)
	}
	l.Tell(State{Lab: "4", Step: 2})
	if s := <-states; s.Step != 2 {
		t.Errorf("%+v", s)
	}
	keys <- "right"
	if k := <-pressed; k != "right" {
		t.Errorf("%q", k)
	}
	l.Close()
	if err := <-over; err != nil {
		t.Errorf("at the end: %v", err)
	}
	if err := Follow(t.Context(), dir, nil, nil); err != ErrNoTalk {
		t.Errorf("after the end: %v", err)
	}
}

// TestTheSpeakersWindow checks that the window shows the notes, the next beat and the time.
func TestTheSpeakersWindow(t *testing.T) {
	m, _ := give(t, "4", "predict-third")
	press(m, "right")
	var pressed []Remote
	w := NewSpeaker(func(k Remote) { pressed = append(pressed, k) })
	s := m.state()
	s.Began = time.Date(2030, 1, 1, 12, 0, 0, 0, time.Local)
	w.Update(s)
	w.Update(second(s.Began.Add(11*time.Minute + 5*time.Second)))
	golden.RequireEqual(t, []byte(ansi.Strip(w.View().Content)))
	w.Update(tea.KeyPressMsg{Code: tea.KeyRight})
	if !slices.Equal(pressed, []Remote{"right"}) {
		t.Errorf("%q", pressed)
	}
}

func FuzzReadKey(f *testing.F) {
	f.Add([]byte(`"right"`))
	f.Add([]byte(`{"right": 1}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if k, ok := readKey(line); ok && k != "left" && k != "right" {
			t.Errorf("%q", k)
		}
	})
}
