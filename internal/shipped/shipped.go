// Package shipped gives tests the labs of this repository. Start reading in this file.
package shipped

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"lab/labs/catalogue"
)

// Catalogue reads labs.yaml and the labs that it lists.
func Catalogue(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	c, err := catalogue.Load(os.DirFS(filepath.Join(filepath.Dir(file), "..", "..")), "labs.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Lab returns the lab with an id.
func Lab(t testing.TB, id string) *catalogue.Lab {
	t.Helper()
	l, ok := Catalogue(t).Lab(id)
	if !ok {
		t.Fatalf("no lab %s", id)
	}
	return l
}
