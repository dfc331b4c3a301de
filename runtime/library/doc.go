// Package library is the engine of the standard library. It defines subjects, which hold functions
// in Go and Elixir sources, and installs them in a machine. It compiles a source on first use, and
// lists the functions of Elixir that lab lacks.
//
// A native function takes terms and returns one, and must not call back into Elixir. A function
// that calls a fun is a step native, so that it can be pre-empted and killed like any Elixir code.
// Loop is an example. If a function of a module is defined in both Go and Elixir, the Go version is
// used.
//
// Errors match OTP 25 and Elixir 1.18 word for word. The remarks on bad arguments follow
// erl_erts_errors and erl_stdlib_errors of OTP.
//
// The modules themselves are in runtime/lib, one folder per subject. This package does not depend
// on any of them. Start reading in subject.go.
package library
