package web

import (
	"io"
	"testing"

	"lab/runtime/vm"
)

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

// TestBodiesWithoutRoomAreRefused reads a body that does not fit into memory, and a body that does.
func TestBodiesWithoutRoomAreRefused(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1, MaxMemory: 256 << 20})
	defer m.Close()
	more := func(int) error { return nil }
	if data, err := readAll(m, io.LimitReader(zeros{}, 1<<30), more); err == nil {
		t.Errorf("read %d bytes", len(data))
	}
	if data, err := readAll(m, io.LimitReader(zeros{}, 8<<20), more); err != nil || len(data) != 8<<20 {
		t.Errorf("read %d bytes, %v", len(data), err)
	}
}
