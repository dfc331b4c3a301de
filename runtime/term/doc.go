// Package term implements the values of the Elixir runtime: variables, messages and quoted forms
// are made of them.
//
// A Term is an opaque struct. Other packages use it through constructors (Int, Str, Tup, List) and
// accessors (Kind, AsInt, Elems), so that its layout can change in this package alone. Small
// integers, atoms, floats and the empty list never allocate. A term is immutable once another
// process can see it. Processes share terms and never copy them.
//
// The package also defines the total order of Erlang terms (Compare), match equality (Equal),
// hashing (Hash, Phash2) and the text of inspect/2 (Inspect).
//
// Start reading in term.go. The package imports nothing of this module.
package term
