package vm

import (
	"testing"
	"unsafe"
)

// TestProcessIsSmall checks that a processBlock fits into 512 bytes. This is the largest size for
// which Go's allocator needs no header.
func TestProcessIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(processBlock{}); size > 512 {
		t.Errorf("a process begins with %d bytes: move what few need to extras", size)
	}
}
