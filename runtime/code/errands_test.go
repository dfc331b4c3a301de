package code

import "testing"

func TestErrandsAreAwaited(t *testing.T) {
	var e errands
	e.wait() // there are none
	first, second := e.begin(), e.begin()
	waited := make(chan struct{})
	go func() {
		e.wait()
		close(waited)
	}()
	first()
	if !e.any() {
		t.Fatal("one of two ended, and none is left")
	}
	second()
	<-waited
}
