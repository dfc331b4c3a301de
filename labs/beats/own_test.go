package beats

import (
	"testing"
	"time"
)

// TestHad checks the time that counts for a program. While the program sleeps, all time counts.
// Otherwise the CPU time that it used counts.
func TestHad(t *testing.T) {
	for _, c := range []struct {
		what         string
		passed, used time.Duration
		rests        bool
		want         time.Duration
	}{
		{"it rests", beat, 0, true, beat},
		{"it works", beat, beat, false, beat},
		{"it works on two processors", beat, 2 * beat, false, beat},
		{"others have the processors", beat, beat / 20, false, beat / 20},
		{"the machine stood still", time.Minute, 0, true, 2 * beat},
	} {
		if got := had(c.passed, c.used, c.rests); got != c.want {
			t.Errorf("%s: %s, not %s", c.what, got, c.want)
		}
	}
}

// TestOwn checks that the limit passes for a program that sleeps and for a program that computes.
func TestOwn(t *testing.T) {
	late, _ := Own(2 * beat)
	<-late
	late, stop := Own(2 * beat)
	defer stop()
	before := processorTime()
	for done := false; !done; {
		select {
		case <-late:
			done = true
		default:
		}
	}
	if used := processorTime() - before; used < beat/2 {
		t.Errorf("over after %s of the processor", used)
	}
	late, stop = Own(time.Hour)
	stop()
	stop()
	select {
	case <-late:
		t.Error("over although it was given up")
	default:
	}
}
