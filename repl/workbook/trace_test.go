package workbook

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"lab/labs/messages"
)

// talk adds messages between five nodes.
func talk(m *Model) {
	at := func(node, name string) messages.End { return messages.End{Node: node, ID: name, Name: name} }
	var v messages.View
	for i := range 40 {
		from, to := fmt.Sprint("node", i%3+1), fmt.Sprint("node", (i/3)%4+1)
		msg := messages.Message{Serial: uint64(i + 1), Sent: time.Duration(i) * 2500 * time.Millisecond, From: at(from, "shell"), To: at(to, "Receiver"),
			Kind: messages.Kinds[i%4], Text: fmt.Sprintf("{:text, %d, %q}", i, strings.Repeat("word ", i%9*8)), Fate: messages.Arrived}
		msg.Got = msg.Sent + 2*time.Millisecond
		if to == "node4" {
			msg.Fate, msg.Why, msg.Got = messages.Lost, "the link between "+from+" and node4 is cut", 0
		}
		v.Messages = append(v.Messages, msg)
	}
	v.Mores = []messages.More{{At: 96 * time.Second, Node: "node2", N: 12345}}
	m.Update(Heard(v))
}

func TestTrace(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 50}} {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			m, _ := five(t)
			m.Update(tea.WindowSizeMsg{Width: size.w, Height: size.h})
			busy(m)
			talk(m)
			press(m, "t")
			golden.RequireEqual(t, []byte(checked(t, m)))
		})
	}
}

func TestOneMessage(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	busy(m)
	talk(m)
	press(m, "t", "z", "up", "k", "k", "k", "k", "enter")
	golden.RequireEqual(t, []byte(checked(t, m)))
}

func TestPickedMessages(t *testing.T) {
	for _, test := range []struct {
		keys  string
		shown int
		title string
	}{
		{"", 40, "messages"}, {"l", 30, "between nodes"}, {"ll", 40, "messages"}, {"y", 10, "only: message"}, {"yy", 10, "only: call"},
		{"w", 14, "only: shell on node1"}, {"ww", 10, "only: Receiver on node2"}, {"www", 40, "messages"}, {"wy", 4, "only: message · only: shell on node1"},
	} {
		m, _ := five(t)
		m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
		talk(m)
		press(m, "t")
		press(m, strings.Split(test.keys, "")...)
		if n := len(m.trace.picked()); n != test.shown || !strings.Contains(checked(t, m), test.title) {
			t.Errorf("%q: %d shown of %q, want %d:\n%s", test.keys, n, m.trace.title(), test.shown, checked(t, m))
		}
	}
}

// TestALookStays checks that the selected message stays selected when new messages arrive.
func TestALookStays(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	talk(m)
	press(m, "t", "up", "up")
	if m.trace.at != 39 {
		t.Errorf("looks at %d", m.trace.at)
	}
	v := m.trace.talk
	more := v.Messages[0]
	more.Serial, more.Sent = 99, time.Hour
	v.Messages = append(v.Messages[:len(v.Messages):len(v.Messages)], more)
	m.Update(Heard(v))
	if m.trace.at != 39 {
		t.Errorf("looks at %d after another came", m.trace.at)
	}
	press(m, "j", "j", "j")
	if m.trace.at != 0 {
		t.Errorf("looks at %d beyond the newest", m.trace.at)
	}
}

// TestNothingWasSaid checks that the empty pane explains itself.
func TestNothingWasSaid(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	press(m, "t")
	if !strings.Contains(checked(t, m), "None of your processes has sent") {
		t.Error(checked(t, m))
	}
	press(m, "t")
	if strings.Contains(checked(t, m), "messages ─") {
		t.Error("t does not leave the messages")
	}
}
