package vm

import (
	"slices"
	"sync/atomic"
	"testing"
)

// TestHasten checks that the processes that the guard ends run before the others of their queue.
func TestHasten(t *testing.T) {
	s := &scheduler{}
	w := s.newWorker(0, make([]*Process, 4))
	s.workers = make([]atomic.Pointer[worker], 1)
	s.workers[0].Store(w)
	a, b, c := &Process{}, &Process{}, &Process{}
	for _, p := range []*Process{a, b, c} {
		w.push(p, true)
	}
	w.take() // the queue does not begin at the first place of the ring
	w.push(a, true)
	s.hasten([]*Process{a, c})
	var got []*Process
	for w.size > 0 {
		got = append(got, w.take())
	}
	if want := []*Process{c, a, b}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
