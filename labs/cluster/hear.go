package cluster

import (
	"time"

	"lab/labs/messages"
	"lab/runtime/term"
)

// This file decodes the reports of messages from nodes (labs/ear). The nodes run untrusted
// programs, so malformed parts are dropped.

// maxHeard is the maximum number of messages to read from a batch.
const maxHeard = 500

// readBatch decodes {lab_heard, Node, {Fresh, Now, More, Missed, Names, Listened, Heard}}.
func readBatch(e []term.Term) (messages.Batch, bool) {
	b := messages.Batch{Node: shortName(e[1])}
	told := e[2].Elems()
	if len(told) != 7 {
		return b, false
	}
	now, ok1 := told[1].AsInt()
	more, ok2 := told[2].AsInt()
	listened, ok3 := told[5].Slice()
	heard, ok4 := told[6].Slice()
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return b, false
	}
	b.Fresh, b.Now, b.More, b.Missed = told[0].Is(term.ATrue), time.Duration(now), int(more), told[3].Is(term.ATrue)
	if names, ok := told[4].Slice(); ok {
		b.Names = make([]string, 0, len(names))
		b.Names = append(b.Names, texts(told[4])...)
	}
	for _, t := range listened[:min(len(listened), maxHeard)] {
		b.Listened = append(b.Listened, readEnd(t))
	}
	for _, t := range heard[:min(len(heard), maxHeard)] {
		if h, ok := readHeard(t.Elems()); ok {
			b.Heard = append(b.Heard, h)
		}
	}
	return b, true
}

// readHeard decodes {At, Sent, Process, To, Mark, Kind, Text, Nobody}.
func readHeard(e []term.Term) (h messages.Heard, ok bool) {
	if len(e) != 8 {
		return h, false
	}
	at, ok1 := e[0].AsInt()
	mark, ok2 := e[4].AsInt()
	kind, ok3 := e[5].AsStr()
	text, ok4 := e[6].AsStr()
	return messages.Heard{At: time.Duration(at), Sent: e[1].Is(term.ATrue), Process: readEnd(e[2]), To: readEnd(e[3]), Mark: uint64(mark),
		Kind: messages.Kind(kind), Text: text, Nobody: e[7].Is(term.ATrue)}, ok1 && ok2 && ok3 && ok4
}

// readEnd decodes {Node, ID, Name}.
func readEnd(t term.Term) (end messages.End) {
	if e := t.Elems(); len(e) == 3 {
		end.Node, _ = e[0].AsStr()
		end.ID, _ = e[1].AsStr()
		end.Name, _ = e[2].AsStr()
	}
	return end
}
