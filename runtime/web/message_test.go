package web

import (
	"errors"
	"io"
	"testing"

	"lab/runtime/vm"
)

// TestUnfinishedMessagesAreBounded reads messages of several sockets that do not end. Together
// they must not take more than their part of the memory, and a message that ends makes room.
func TestUnfinishedMessagesAreBounded(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1, MaxMemory: 1 << 30})
	defer m.Close()
	w := &Web{m: m}
	read := func(n int64) (*socket, error) {
		s := &socket{x: &exchange{l: &listener{w: w}}}
		_, err := readAll(m, io.LimitReader(zeros{}, n), s.take)
		return s, err
	}
	var all []*socket
	for range 1 << 30 / unreadPart / maxFrame {
		s, err := read(maxFrame)
		if err != nil {
			s.taken()
			break
		}
		all = append(all, s)
	}
	if len(all) < 8 {
		t.Errorf("only %d messages fit", len(all))
	}
	if s, err := read(maxFrame); !errors.Is(err, errNoRoom) {
		t.Error("messages beyond the limit are accepted:", err)
	} else {
		s.taken()
	}
	for _, s := range all {
		s.taken()
	}
	if s, err := read(maxFrame); err != nil {
		t.Error("a message is refused after others have ended:", err)
	} else {
		s.taken()
	}
	if n := w.unread.Load(); n != 0 {
		t.Errorf("%d bytes are still counted", n)
	}
}
