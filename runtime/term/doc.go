// Package term holds the values of the Elixir runtime: what a variable can be
// bound to, what a message can carry, what a quoted form is made of.
//
// A Term is one opaque struct, reached only through constructors (Int, Str,
// Tuple, List …) and accessors (Kind, AsInt, Elems …), so that its layout can
// change in this package alone. Small integers, atoms, floats and the empty
// list never allocate. All terms are immutable once they can be seen by more
// than one process; they are shared between processes, never copied.
//
// Beside the values it defines what every layer above needs of them: the total
// order of Erlang terms (Compare), match equality (Equal), hashing (Hash,
// Phash2) and the text that inspect/2 shows (Inspect).
//
// Start reading in term.go. The package imports nothing of this module.
package term
