package lib_test

import (
	"testing"

	"lab/runtime/lib"
	"lab/runtime/syntax"
	"lab/runtime/term"
)

// TestLateBodies parses the library's sources without the bodies of functions, and the bodies
// later. The result must be the same as parsing everything at once.
func TestLateBodies(t *testing.T) {
	left := 0
	for _, src := range lib.Sources() {
		file, text := src.Read()
		whole, err := syntax.Parse(text, syntax.Options{File: file})
		if err != nil {
			t.Fatal(err)
		}
		late, err := syntax.Parse(text, syntax.Options{File: file, Late: true})
		if err != nil {
			t.Fatalf("without its bodies: %v", err)
		}
		if !term.Equal(readAll(t, late, file, &left), whole) {
			t.Errorf("%s: the bodies that were left are not what stands there", file)
		}
	}
	if left < 5000 {
		t.Errorf("only %d bodies were left", left)
	}
}

// readAll parses each omitted body in form, and adds the number of these bodies to left.
func readAll(t *testing.T, form term.Term, file string, left *int) term.Term {
	if _, _, ok := syntax.Late(form); ok {
		*left++
		body, err := syntax.ReadLate(form, file)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	if c := form.Cons(); c != nil {
		return term.NewCons(readAll(t, c.Head, file, left), readAll(t, c.Tail, file, left))
	}
	e := form.Elems()
	if len(e) == 0 {
		return form
	}
	out := make([]term.Term, len(e))
	for i := range e {
		out[i] = readAll(t, e[i], file, left)
	}
	return term.Tup(out...)
}
