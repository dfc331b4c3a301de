package dist

import (
	"testing"
	"time"
)

// looks performs checks after the given gaps. It returns the number of the check at which the peer
// was given up, or 0 for never. The peer is heard or doubted at the checks with the given numbers.
func looks(slack int, gaps []time.Duration, heardAt, doubtedAt int) int {
	s := silenceOf(true, slack)
	s.looked, s.heard = 1, 1
	now, heard, doubted := int64(1), int64(1), int64(0)
	for i, gap := range gaps {
		now += int64(gap)
		if i+1 == heardAt {
			heard = now
		}
		over := s.over(now, heard, doubted)
		if i+1 == doubtedAt {
			doubted = now + 1
		}
		if over {
			return i + 1
		}
	}
	return 0
}

func every(gap time.Duration, n int) []time.Duration {
	gaps := make([]time.Duration, n)
	for i := range gaps {
		gaps[i] = gap
	}
	return gaps
}

func TestSilence(t *testing.T) {
	late := append([]time.Duration{time.Minute}, every(labTick, 7)...)
	for _, c := range []struct {
		what               string
		gaps               []time.Duration
		heardAt, doubtedAt int
		over               int
	}{
		{"a frozen peer, within five seconds", every(labTick, 20), 0, 0, 9},
		{"one that is heard in between", every(labTick, 12), 4, 0, 0},
		{"we were frozen ourselves: it may have spoken", late, 0, 0, 0},
		{"we get the processor every two seconds", every(2*time.Second, 8), 0, 0, 0},
		{"a doubted peer", every(labTick, 20), 0, 1, 4},
		{"a doubted peer that is heard", every(labTick, 9), 3, 1, 0},
		{"a doubted peer, while we are late", append(every(labTick, 2), 10*time.Second, labTick), 0, 2, 0},
	} {
		if got := looks(0, c.gaps, c.heardAt, c.doubtedAt); got != c.over {
			t.Errorf("%s: given up at look %d, not %d", c.what, got, c.over)
		}
	}
	if got := looks(4, every(labTick, 80), 0, 0); got != 4*8+1 {
		t.Errorf("a frozen peer, with fourfold slack: given up at look %d", got)
	}
	if got := looks(4, every(labTick, 80), 0, 1); got != 4*3+1 {
		t.Errorf("a doubted peer, with fourfold slack: given up at look %d", got)
	}
}

func TestLinksTickTogether(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct{ now, want time.Duration }{
		{0, labTick}, {1, labTick - 1}, {labTick - 1, 1}, {labTick, labTick}, {3*labTick + 100, labTick - 100},
	} {
		if got := untilTick(start.Add(c.now), labTick); got != c.want {
			t.Errorf("%v after a tick: %v, not %v", c.now, got, c.want)
		}
	}
}
