package dist

import "time"

// This file decides when a silent peer is gone.

// hearing is the reader of a link. It records a sign of life with every piece of data, not only at
// the end of a large frame.
type hearing struct{ l *Link }

func (h hearing) Read(b []byte) (int, error) {
	n, err := h.l.conn.Read(b)
	if n > 0 && !h.l.cut.shut() {
		h.l.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

// A silence measures for how long a peer has been silent. It adds up the time between checks, but
// at most one tick for each check. If this node itself was frozen or got no processor, data from
// the peer may be waiting in the socket, so the missed time does not count. Memberlist's health
// awareness follows the same idea.
type silence struct {
	tick, limit time.Duration
	doubt       time.Duration // the limit for a doubted peer

	looked  int64 // time of the last check in Unix nanoseconds
	heard   int64
	silent  time.Duration
	doubted time.Duration
}

// silenceOf returns the silence of a peer with the limits multiplied by slack.
func silenceOf(lab bool, slack int) silence {
	s := silence{tick: otherTick, limit: otherSilent}
	if lab {
		s.tick, s.limit = labTick, labSilence
	}
	longer := time.Duration(max(slack, 1))
	s.limit, s.doubt = longer*s.limit, longer*doubtTicks*s.tick
	return s
}

// over performs a check and reports whether to give up the peer. heard is the time of the last sign
// of life. doubted is the time of another sign that the peer is gone, or 0.
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

// untilTick returns the time from now to the next tick. All links of a machine tick at the same
// moments. A node with forty links therefore wakes once for all of them.
func untilTick(now time.Time, tick time.Duration) time.Duration {
	return now.Truncate(tick).Add(tick).Sub(now)
}

// watch sends ticks if nothing else was written, and ends the link when the peer has been silent
// for too long. A tick is written directly to the connection, in a single call with four bytes, so
// it cannot split a frame.
func (l *Link) watch() {
	s := silenceOf(l.Lab(), l.slack)
	s.looked, s.heard = time.Now().UnixNano(), l.heard.Load()
	clock := time.NewTimer(untilTick(time.Now(), s.tick))
	defer clock.Stop()
	for {
		select {
		case <-l.done:
			return
		case at := <-clock.C:
			clock.Reset(untilTick(at, s.tick))
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
			// Use a goroutine, because a full socket must not block the watch.
			go func() { _, _ = l.conn.Write([]byte{0, 0, 0, 0}) }()
		}
	}
}

// Doubt ends the link unless the peer gives a sign of life soon. Call it after another sign that
// the peer is gone. It has an effect only on lab nodes.
func (l *Link) Doubt() {
	if l.Lab() {
		l.doubts.Store(time.Now().UnixNano())
	}
}
