package chart

import (
	"charm.land/lipgloss/v2"

	"lab/labs/messages"
	"lab/repl/paint"
)

// This file draws a message as an arrow between two lifelines, with its label on or beside it.
//
//	│── :hello ──►│   arrived
//	│╌╌ :hello ╌╌>│   on its way
//	│── :hello ──>│   unknown, because lab does not observe the receiver
//	│╌╌ :hello ╳  │   lost

// said returns the possible labels of a message, the longest first.
func said(m *messages.Message) []string {
	text := m.Text
	switch m.Kind {
	case messages.Call, messages.Cast, messages.Reply:
		text = string(m.Kind) + " " + text
	}
	var ways []string
	if m.From.Name != "" && m.To.Name != "" {
		ways = append(ways, m.From.Name+" → "+m.To.Name+": "+text)
	}
	if m.To.Name != "" {
		ways = append(ways, m.To.Name+": "+text)
	}
	return append(ways, text)
}

// longest returns the longest label that fits the room, and true. If none fits, it returns the
// shortest label cut to the room, and false.
func longest(ways []string, room int) (string, bool) {
	for _, text := range ways {
		if lipgloss.Width(text) <= room {
			return text, true
		}
	}
	return paint.Cut(ways[len(ways)-1], room), false
}

func (s *sheet) ink(m *messages.Message) lipgloss.Style {
	switch {
	case m.Fate == messages.Lost:
		return s.theme.Bad
	case m.Kind == messages.Signal:
		return s.theme.Warn
	}
	return s.theme.Accent
}

func (s *sheet) message(y int, m *messages.Message) {
	from, to := s.column(m.From.Node), s.column(m.To.Node)
	switch {
	case from < 0 && to < 0:
		text, _ := longest(said(m), s.width-s.left)
		s.put(s.left, y, s.ink(m), text)
	case from < 0:
		s.put(to-2, y, s.ink(m), "╶►")
		s.beside(y, to+2, m, "")
	case to < 0:
		s.put(from+1, y, s.ink(m), "─► ")
		s.beside(y, from+4, m, m.To.Node+" ")
	case from == to:
		loop := "↻ "
		if m.Fate == messages.Lost {
			loop = "↻╳ "
		}
		s.put(from+1, y, s.ink(m), loop)
		s.beside(y, from+1+lipgloss.Width(loop), m, "")
	default:
		s.arrow(y, from, to, m)
	}
}

// beside writes a message's label at column x. If the label does not fit before the next lifeline,
// it continues across that lifeline.
func (s *sheet) beside(y, x int, m *messages.Message, before string) {
	next := s.width
	for _, node := range s.nodes {
		if c := s.column(node); c > x {
			next = min(next, c)
		}
	}
	ways := said(m)
	text, fits := longest(ways, next-1-x-lipgloss.Width(before))
	if !fits {
		text, _ = longest(ways, s.width-x-lipgloss.Width(before))
	}
	s.put(x, y, s.ink(m), before+text)
}

// bare is the number of columns that an arrow needs besides its label: the tip, a dash at each
// end, and spaces.
const bare = 5

func (s *sheet) arrow(y, from, to int, m *messages.Message) {
	lo, hi := min(from, to), max(from, to)
	style := s.ink(m)
	s.shaft(y, from, to, m)
	ways := said(m)
	room := hi - lo - 1 - bare
	if m.Fate == messages.Lost {
		room -= (hi - lo) / 4
	}
	text, fits := longest(ways, room)
	right, left := s.width-hi-2, lo-s.left-1
	if outside := max(right, left); !fits && outside > room {
		text, _ = longest(ways, outside)
		if right >= left {
			s.put(hi+2, y, style, text)
		} else {
			s.put(lo-1-lipgloss.Width(text), y, style, text)
		}
		return
	}
	if text == "" {
		return
	}
	x := lo + 1 + (hi-lo-1-lipgloss.Width(text)-2)/2
	if m.Fate == messages.Lost { // the text goes to the end that is drawn
		x = from + 2
		if to < from {
			x = from - 3 - lipgloss.Width(text)
		}
	}
	s.put(x, y, style, " "+text+" ")
}

// shaft draws the line and the tip of an arrow.
func (s *sheet) shaft(y, from, to int, m *messages.Message) {
	style, cell := s.ink(m), "─"
	if m.Fate == messages.OnWay || m.Fate == messages.Lost {
		cell = "╌"
	}
	tips := map[messages.Fate][2]string{messages.Arrived: {"►", "◄"}, messages.OnWay: {">", "<"}, messages.Untold: {">", "<"}, messages.Lost: {"╳", "╳"}}
	short := 0 // how far a lost message's arrow ends before its target
	if m.Fate == messages.Lost {
		short = max(1, (max(from, to)-min(from, to))/4)
	}
	if from < to {
		s.across(from+1, y, to-from-1-short, style, cell)
		s.put(to-1-short, y, style, tips[m.Fate][0])
		return
	}
	s.across(to+1+short, y, from-to-1-short, style, cell)
	s.put(to+1+short, y, style, tips[m.Fate][1])
}
