// Package lexical holds what code sees where it stands: the environment
// (Macro.Env) with its aliases, imports and requires, and the variables in scope,
// which hygiene tells apart.
//
// Start reading in env.go. The package imports quoted, kernel and term.
package lexical
