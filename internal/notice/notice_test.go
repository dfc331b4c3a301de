package main

import (
	"bytes"
	"os"
	"testing"
)

// TestNoticeIsTrue compares NOTICE with the modules that lab links.
func TestNoticeIsTrue(t *testing.T) {
	var want bytes.Buffer
	if err := run(&want, false); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("NOTICE does not list what lab links: go run ./internal/notice > NOTICE")
	}
}
