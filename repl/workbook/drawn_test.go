package workbook

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"lab/labs/messages"
)

// fly adds a message between two nodes.
func fly(m *Model, serial uint64, from, to string, fate messages.Fate) tea.Cmd {
	v := m.trace.talk
	v.Messages = append(v.Messages[:len(v.Messages):len(v.Messages)], messages.Message{Serial: serial, Sent: time.Duration(serial) * time.Millisecond,
		From: messages.End{Node: from}, To: messages.End{Node: to}, Fate: fate})
	_, cmd := m.Update(Heard(v))
	return cmd
}

// TestAMessageMoves checks that a message moves from box to box as time passes, and that the clock
// then stops.
func TestAMessageMoves(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	busy(m)
	now := time.Unix(0, 0)
	m.clock = func() time.Time { return now }
	press(m, "m")
	still := checked(t, m)
	if cmd := fly(m, 1, "node1", "node2", messages.Arrived); cmd == nil {
		t.Fatal("nothing moves")
	}
	seen := map[string]bool{still: true}
	for range 8 {
		now = now.Add(flightTime / 9)
		m.Update(frame(now))
		seen[checked(t, m)] = true
	}
	if len(seen) < 6 {
		t.Errorf("%d pictures", len(seen))
	}
	if _, cmd := m.Update(frame(now.Add(flightTime))); cmd != nil || checked(t, m) != still {
		t.Error("the clock goes on, or the dot stays")
	}
}

// TestALostMessageEndsHalfway checks that a lost message ends with a mark.
func TestALostMessageEndsHalfway(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	busy(m)
	now := time.Unix(0, 0)
	m.clock = func() time.Time { return now }
	press(m, "m")
	checked(t, m)
	before := strings.Count(checked(t, m), "✗")
	fly(m, 1, "node1", "node5", messages.OnWay)
	m.Update(frame(now.Add(flightTime * 3 / 4)))
	if after := strings.Count(checked(t, m), "✗"); after != before+1 {
		t.Errorf("%d signs, %d before:\n%s", after, before, checked(t, m))
	}
}

// TestNothingMovesUnseen checks that the clock does not run for a map that is not visible, and
// that the number of dots is limited.
func TestNothingMovesUnseen(t *testing.T) {
	m, _ := five(t)
	m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	busy(m)
	press(m, "m")
	if cmd := fly(m, 1, "node1", "node2", messages.Arrived); cmd != nil || len(m.flights) > 0 {
		t.Error("something moves below 100 columns")
	}
	m.Update(tea.WindowSizeMsg{Width: 120, Height: 36})
	checked(t, m)
	if cmd := fly(m, 2, "node1", "node1", messages.Arrived); cmd != nil || len(m.flights) > 0 {
		t.Error("a message within a node moves")
	}
	for i := range 100 {
		fly(m, uint64(i+3), "node1", "node2", messages.Arrived)
	}
	if len(m.flights) != mostFlights {
		t.Errorf("%d dots", len(m.flights))
	}
	press(m, "t")
	checked(t, m)
	m.Update(frame(time.Now().Add(time.Hour)))
	if cmd := fly(m, 200, "node1", "node2", messages.Arrived); cmd != nil {
		t.Error("something moves behind the messages")
	}
}
