// Package lexical implements the lexical environment of code (Macro.Env): its aliases, imports and
// requires, and the variables in scope, which hygiene keeps apart.
//
// Start reading in env.go. The package imports quoted, kernel and term.
package lexical
