package vm

import (
	"testing"
	"unsafe"
)

// A process and what it has at first stay within the largest size that needs no header.
func TestNewbornIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(newborn{}); size > 512 {
		t.Errorf("a process begins with %d bytes: move what few need to extras", size)
	}
}
