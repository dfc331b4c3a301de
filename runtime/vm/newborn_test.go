package vm

import (
	"testing"
	"unsafe"
)

// What every process has at first stays within the largest size that needs no header.
func TestNewbornIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(newborn{}); size > 512 {
		t.Errorf("a process begins with %d bytes: move what few need to extras", size)
	}
}
