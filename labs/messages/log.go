package messages

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"lab/labs/census"
)

const (
	// maxMessages limits the messages of a log. maxMores limits the counts of a log. maxText limits
	// the text of a message in bytes.
	maxMessages = 1000
	maxMores    = 200
	maxText     = 600
	// maxName limits the length of names in bytes. maxNames limits the registered names of a node.
	// maxListened limits the known processes of a node. maxNodes limits the nodes.
	maxName     = 120
	maxNames    = 1000
	maxListened = 20000
	maxNodes    = 100
	// patience is the time for which one half of a message waits for the other half. Nodes report
	// at different times.
	patience = 800 * time.Millisecond
)

// A Log holds the messages of a cluster. It is not safe for concurrent use.
type Log struct {
	serial   uint64
	messages []*entry // in order of sending
	mores    []More
	// early are arrivals that were reported before the sending.
	early []arrival
	nodes map[string]*place
	cuts  map[[2]string]bool
}

// An entry is a message with the data that identifies its other half.
type entry struct {
	Message
	mark   uint64
	nobody bool
}

// An arrival is the receiving half of a message.
type arrival struct {
	at    time.Duration
	heard Heard
}

// A place holds the state of a node.
type place struct {
	down     bool
	peers    []string
	overrun  time.Duration // when a report last exceeded its limit
	names    map[string]bool
	listened map[string]string // names of recorded processes by ID
}

// New returns an empty log.
func New() *Log { return &Log{nodes: map[string]*place{}} }

// place returns the state of a node. If there are too many nodes, it returns a value that is not
// stored.
func (l *Log) place(node string) *place {
	p := l.nodes[node]
	if p == nil {
		p = &place{names: map[string]bool{}, listened: map[string]string{}, overrun: -time.Hour}
		if len(l.nodes) < maxNodes {
			l.nodes[node] = p
		}
	}
	return p
}

// Set updates the state of a node. If the node went down, messages on their way to it are lost.
func (l *Log) Set(s census.State) {
	p := l.place(s.Name)
	was := p.down
	p.down = !s.Up
	if p.down && !was {
		l.lose(s.Name, s.Name+" is down")
	}
}

// lose marks the messages on their way to a node as lost.
func (l *Log) lose(node, why string) {
	for _, e := range l.messages {
		if e.Fate == OnWay && e.To.Node == node {
			e.Fate, e.Why = Lost, why
		}
	}
}

// SetPeers updates the nodes to which a node is connected. Messages on their way to a peer that was
// disconnected are lost. A new connection does not deliver them.
func (l *Log) SetPeers(node string, peers []string) {
	p := l.place(node)
	for _, e := range l.messages {
		if e.Fate == OnWay && e.From.Node == node && slices.Contains(p.peers, e.To.Node) && !slices.Contains(peers, e.To.Node) {
			e.Fate, e.Why = Lost, "the link between "+node+" and "+e.To.Node+" has ended"
		}
	}
	p.peers = slices.Clone(peers)
}

// SetCuts updates the set of cut links. The two names of a link are in alphabetical order.
func (l *Log) SetCuts(cuts [][2]string) {
	l.cuts = map[[2]string]bool{}
	for _, c := range cuts {
		l.cuts[c] = true
	}
}

func (l *Log) cut(a, b string) bool { return l.cuts[[2]string{min(a, b), max(a, b)}] }

// Take processes a report of a node. The argument at is the time since the start of the lab.
func (l *Log) Take(at time.Duration, b Batch) {
	p := l.place(b.Node)
	if b.Fresh {
		l.lose(b.Node, b.Node+" was down")
		p.names, p.listened = map[string]bool{}, map[string]string{}
	}
	if b.Names != nil {
		p.names = map[string]bool{}
		for _, name := range b.Names[:min(len(b.Names), maxNames)] {
			p.names[name] = true
		}
	}
	for _, end := range b.Listened {
		p.know(end.plain())
	}
	if b.More > 0 {
		l.addMore(More{at, b.Node, b.More})
	}
	if b.More > 0 || b.Missed {
		p.overrun = at
	}
	for _, h := range b.Heard {
		h.Text, h.Process, h.To = plain(h.Text, maxText), h.Process.plain(), h.To.plain()
		p.know(h.Process)
		when := at - max(0, b.Now-h.At)
		if h.Sent {
			l.sent(when, h)
		} else {
			l.got(when, h)
		}
	}
	l.settle(at)
}

func (p *place) know(end End) {
	if _, known := p.listened[end.ID]; known || len(p.listened) < maxListened {
		p.listened[end.ID] = end.Name
	}
}

// addMore adds a count. If the last count is recent and of the same node, addMore adds to that
// count.
func (l *Log) addMore(m More) {
	if n := len(l.mores); n > 0 && l.mores[n-1].Node == m.Node && m.At-l.mores[n-1].At < time.Second {
		l.mores[n-1].N += m.N
		return
	}
	l.mores = append(l.mores, m)
	if extra := len(l.mores) - maxMores; extra > 0 {
		l.mores = slices.Clone(l.mores[extra:])
	}
}

// sent adds a sent message, and matches it with an arrival that was reported earlier.
func (l *Log) sent(at time.Duration, h Heard) {
	l.serial++
	e := &entry{Message: Message{Serial: l.serial, Sent: at, From: h.Process, To: h.To, Kind: h.Kind, Text: h.Text}, mark: h.Mark, nobody: h.Nobody}
	if i := slices.IndexFunc(l.early, func(a arrival) bool { return e.meets(a.heard) }); i >= 0 {
		e.arrive(l.early[i])
		l.early = slices.Delete(l.early, i, i+1)
	}
	l.add(e)
}

// add inserts a message in order of time.
func (l *Log) add(e *entry) {
	i, _ := slices.BinarySearchFunc(l.messages, e, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(a.Sent, b.Sent), cmp.Compare(a.Serial, b.Serial))
	})
	l.messages = slices.Insert(l.messages, i, e)
	if extra := len(l.messages) - maxMessages; extra > 0 {
		l.messages = slices.Clone(l.messages[extra:])
	}
}

// got matches an arrival with the oldest equal message that has not arrived. That message may have
// been marked as lost. After a link is healed, such a message can still arrive.
func (l *Log) got(at time.Duration, h Heard) {
	a := arrival{at, h}
	for _, e := range l.messages {
		if (e.Fate != Arrived) && e.meets(h) {
			e.arrive(a)
			return
		}
	}
	if len(l.early) < maxMessages {
		l.early = append(l.early, a)
	}
}

// meets reports whether h can be the arrival of the message.
func (e *entry) meets(h Heard) bool {
	if e.To.Node != h.Process.Node || e.mark != h.Mark && e.mark != 0 && h.Mark != 0 {
		return false
	}
	if e.To.ID != "" {
		return e.To.ID == h.Process.ID
	}
	return e.To.Name == "" || e.To.Name == h.Process.Name // an alias has neither name nor ID
}

// arrive records the arrival of a message. The receiver's clock may differ, so the arrival is
// never earlier than the sending.
func (e *entry) arrive(a arrival) {
	e.Got, e.Fate, e.Why = max(a.at, e.Sent), Arrived, ""
	e.To.ID, e.To.Name = a.heard.Process.ID, a.heard.Process.Name
}

// settle decides the fate of messages whose other half has not been reported within patience.
func (l *Log) settle(at time.Duration) {
	l.early = slices.DeleteFunc(l.early, func(a arrival) bool {
		if at-a.at < patience {
			return false
		}
		l.unsent(a)
		return true
	})
	for _, e := range l.messages {
		if e.Fate == OnWay && at-e.Sent >= patience {
			l.judge(e)
		}
	}
}

// unsent adds a message whose sender is not recorded. It ignores replies, which may come from the
// runtime, and arrivals whose sending may have exceeded a report's limit.
func (l *Log) unsent(a arrival) {
	if a.heard.Kind == Reply || l.overran(a.at) {
		return
	}
	l.serial++
	l.add(&entry{Message: Message{Serial: l.serial, Sent: a.at, Got: a.at, To: a.heard.Process, Kind: a.heard.Kind, Text: a.heard.Text, Fate: Arrived}})
}

// overran reports whether a report exceeded its limit around the given time.
func (l *Log) overran(at time.Duration) bool {
	for _, p := range l.nodes {
		if d := at - p.overrun; d > -2*patience && d < 2*patience {
			return true
		}
	}
	return false
}

// judge determines the fate of a message without an arrival.
func (l *Log) judge(e *entry) {
	to := l.nodes[e.To.Node]
	switch {
	case to == nil:
		e.Fate = Untold
	case to.down:
		e.Fate, e.Why = Lost, e.To.Node+" is down"
	case l.cut(e.From.Node, e.To.Node):
		e.Fate, e.Why = Lost, "the link between "+e.From.Node+" and "+e.To.Node+" is cut"
	case e.nobody:
		e.Fate, e.Why = Lost, "that process has ended"
	case e.To.ID == "" && e.To.Name != "" && len(to.names) > 0 && !to.names[e.To.Name]:
		e.Fate, e.Why = Lost, "no process of "+e.To.Node+" is called "+e.To.Name
	case !to.hears(e.To), l.overran(e.Sent):
		e.Fate = Untold
	}
}

// hears reports whether the node records messages to the process.
func (p *place) hears(to End) bool {
	if to.ID != "" {
		_, ok := p.listened[to.ID]
		return ok
	}
	for _, name := range p.listened {
		if to.Name != "" && name == to.Name {
			return true
		}
	}
	return false
}

func (e End) plain() End {
	return End{plain(e.Node, maxName), plain(e.ID, maxName), plain(e.Name, maxName)}
}

// plain makes text printable on a single row and limits its length in bytes.
func plain(text string, most int) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// A View is a copy of a log.
type View struct {
	Messages []Message // in order of sending
	Mores    []More
}

// nameOf returns the name of a process that is known by its ID only.
func (l *Log) nameOf(e End) string {
	if p := l.nodes[e.Node]; p != nil && p.listened[e.ID] != "" {
		return p.listened[e.ID]
	}
	if number, rest, ok := strings.Cut(e.ID, "."); ok {
		serial, _, _ := strings.Cut(rest, ".")
		return "<" + e.Node + "." + number + "." + serial + ">"
	}
	return ""
}

// View returns the state of the log at the given time.
func (l *Log) View(at time.Duration) View {
	l.settle(at)
	v := View{Mores: slices.Clone(l.mores), Messages: make([]Message, len(l.messages))}
	for i, e := range l.messages {
		v.Messages[i] = e.Message
		if to := &v.Messages[i].To; to.Name == "" {
			to.Name = l.nameOf(*to)
		}
	}
	return v
}
