// Package lib is the standard library: Elixir's and Erlang's modules as Go
// natives (one file a module or an idea) and as Elixir sources (*.ex) that are
// compiled when they are first used.
//
// A native is a leaf: it takes terms and returns one. A function that calls a
// fun is a step native (lists_fun.go shows the form), so that it can be
// pre-empted and killed like any Elixir code. Where both Go and Elixir define
// a function of the same module, Go wins.
//
// Errors are those of OTP 25 and Elixir 1.18, to the word: which argument is
// said to be wrong, and why, follows OTP's erl_erts_errors and
// erl_stdlib_errors.
//
// The package imports term, etf, vm and code. Start reading in lib.go.
package lib
