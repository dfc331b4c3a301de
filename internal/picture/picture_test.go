package main

import (
	"os"
	"reflect"
	"testing"
)

func TestRows(t *testing.T) {
	g := graph{"main.go": {"cli", "labs"}, "cli": {"labs", "runtime/vm"}, "labs": {"runtime/vm"}, "runtime/vm": nil, "labs/a": nil}
	want := [][]string{{"runtime/vm", "labs/a"}, {"labs"}, {"cli"}, {"main.go"}}
	if got := g.rows(); !reflect.DeepEqual(got, want) {
		t.Errorf("rows: %v", got)
	}
	if got := g.direct("main.go"); !reflect.DeepEqual(got, []string{"cli"}) {
		t.Errorf("labs is reached by cli already: %v", got)
	}
}

// TestThePictureIsTrue compares the diagram of the packages in the documents with the packages.
func TestThePictureIsTrue(t *testing.T) {
	t.Chdir("../..")
	g, err := imports()
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := os.ReadFile("docs/architecture.svg")
	if err != nil {
		t.Fatal(err)
	}
	if string(drawn) != draw(g) {
		t.Error("docs/architecture.svg is of other packages: go run ./internal/picture > docs/architecture.svg")
	}
}
