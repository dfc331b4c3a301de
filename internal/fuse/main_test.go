package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestFilesAreCurrent(t *testing.T) {
	const dir = "../../runtime/code/compile"
	for _, f := range families {
		want, err := generate(f)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, f.file())); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what fuse writes: run go generate ./runtime/code/compile (%v)", f.file(), err)
		}
	}
}
