package dist

import "time"

// This file decides when a peer that says nothing is gone.

// hearing is the connection as the reader of a link reads it: the peer is heard
// with every piece that comes, not only at the end of a large frame.
type hearing struct{ l *Link }

func (h hearing) Read(b []byte) (int, error) {
	n, err := h.l.conn.Read(b)
	if n > 0 && !h.l.cut.shut() {
		h.l.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

// A silence is how long a peer has said nothing, told by the looks that were taken
// at it. A node that was itself frozen, or got no processor, looks late, and what
// it did not hear in that time may be waiting in its own socket: a late look
// counts as much as one that was in time. Memberlist's awareness of its own health
// is the same thought.
type silence struct {
	tick, limit time.Duration
	doubt       time.Duration // the limit of one that there is another sign of

	looked  int64 // when, Unix nanoseconds
	heard   int64
	silent  time.Duration
	doubted time.Duration
}

// silenceOf is that of a peer, which may last slack times longer than usual.
func silenceOf(lab bool, slack int) silence {
	s := silence{tick: otherTick, limit: otherSilent}
	if lab {
		s.tick, s.limit = labTick, labSilence
	}
	longer := time.Duration(max(slack, 1))
	s.limit, s.doubt = longer*s.limit, longer*doubtTicks*s.tick
	return s
}

// over takes a look, and reports whether the peer is to be given up. heard is when
// it was heard last; doubted, unless it is 0, since when there is another sign that
// it is gone.
func (s *silence) over(now, heard, doubted int64) bool {
	passed := min(time.Duration(now-s.looked), s.tick)
	s.looked = now
	if heard != s.heard {
		s.heard = heard
		s.silent = min(passed, time.Duration(now-heard))
	} else {
		s.silent += passed
	}
	if doubted == 0 || heard > doubted {
		s.doubted = 0
	} else if doubted < now {
		s.doubted += passed
	}
	return s.silent > s.limit || s.doubted >= s.doubt
}

// watch ticks where nothing else was written, and ends the link when the peer
// has been silent too long. A tick goes straight to the connection: it is four
// bytes in one call, so that it cannot stand in the middle of a frame.
func (l *Link) watch() {
	s := silenceOf(l.Lab(), l.slack)
	s.looked, s.heard = time.Now().UnixNano(), l.heard.Load()
	clock := time.NewTicker(s.tick)
	defer clock.Stop()
	for {
		select {
		case <-l.done:
			return
		case <-clock.C:
		}
		now := time.Now().UnixNano()
		if l.busy.Load() {
			l.heard.Store(now)
		}
		if s.over(now, l.heard.Load(), l.doubts.Load()) {
			l.close(ErrSilent)
			return
		}
		if now-l.wrote.Load() >= int64(s.tick) && !l.cut.shut() {
			// On a goroutine of its own: a full socket must not stop the watch.
			go func() { _, _ = l.conn.Write([]byte{0, 0, 0, 0}) }()
		}
	}
}

// Doubt ends the link unless the peer is heard soon: for when there is another
// sign that it is gone.
func (l *Link) Doubt() {
	if l.Lab() {
		l.doubts.Store(time.Now().UnixNano())
	}
}
