package vm

import (
	"testing"
	"unsafe"
)

// TestNewbornIsSmall checks that a newborn fits into 512 bytes, the largest size for which Go's
// allocator needs no header.
func TestNewbornIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(newborn{}); size > 512 {
		t.Errorf("a process begins with %d bytes: move what few need to extras", size)
	}
}
