// Package library is the engine of the standard library: subjects, which list
// functions in Go and Elixir sources, their installation in a machine, the first
// use of a source, and what Elixir has and lab has not.
//
// A native is a leaf: it takes terms and returns one. A function that calls a fun
// is a step native (Loop shows the form), so that it can be pre-empted and killed
// like any Elixir code. Where both Go and Elixir define a function of the same
// module, Go wins.
//
// Errors are those of OTP 25 and Elixir 1.18, to the word: which argument is said
// to be wrong, and why, follows OTP's erl_erts_errors and erl_stdlib_errors.
//
// The modules themselves are in runtime/lib, a folder a subject; this package
// names none of them. Start reading in subject.go. It imports term, syntax, vm and
// code.
package library
