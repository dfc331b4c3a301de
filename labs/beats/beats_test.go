package beats

import (
	"testing"
	"time"
)

// TestLimit changes the times in a limit instead of waiting.
func TestLimit(t *testing.T) {
	l := New(time.Second)
	if l.Over() {
		t.Error("over at once")
	}
	l.last = l.last.Add(-time.Minute) // a minute between two calls of Over counts as two beats
	if l.Over() {
		t.Error("a late look counts whole")
	}
	if want := time.Second - 2*beat; l.left > want || l.left < want-beat {
		t.Errorf("%s are left", l.left)
	}
	l.begun = l.begun.Add(-stretch * time.Second)
	if !l.Over() {
		t.Error("it is stretched without an end")
	}
	l = New(beat)
	l.last = l.last.Add(-beat)
	if !l.Over() {
		t.Error("not over")
	}
}

func TestAfter(t *testing.T) {
	late, stop := After(time.Millisecond)
	defer stop()
	<-late
	late, stop = After(time.Hour)
	stop()
	stop()
	select {
	case <-late:
		t.Error("over although it was given up")
	default:
	}
}
