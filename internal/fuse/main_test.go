package main

import (
	"bytes"
	"os"
	"testing"
)

func TestFileIsCurrent(t *testing.T) {
	want, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile("../../runtime/code/compile/fused.go"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("fused.go is not what fuse writes: run go generate ./runtime/code/compile (%v)", err)
	}
}
