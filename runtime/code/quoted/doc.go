// Package quoted builds and takes apart quoted forms: calls, variables, remote
// calls, blocks, clauses, metadata, and the atoms that they are made of.
//
// It knows shapes and no meaning: what a form stands for is known to lexical,
// kernel and code. Start reading in form.go. The package imports term.
package quoted
