// Package observe describes a running cluster as seen from outside: its nodes and links, the
// processes, names, tables and supervision trees of each node, and a timeline of events.
//
// The package consists of data with its rules and starts nothing; package probe fills in the data.
// Start reading in snapshot.go.
package observe
