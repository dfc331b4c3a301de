// Package quoted builds quoted forms and takes them apart: calls, variables, remote calls, blocks,
// clauses and metadata. It also defines the atoms that occur in them.
//
// The package is about syntax alone. The packages lexical, kernel and code give forms their
// meaning. Start reading in form.go. The package imports term.
package quoted
