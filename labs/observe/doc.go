// Package observe is what can be seen of a running cluster from outside of it: its nodes
// and their links, the processes, names, tables and supervision trees on each, and the
// timeline of what happened.
//
// It is plain data with its rules, and starts nothing; the package probe fills it. Start
// reading in snapshot.go.
package observe
