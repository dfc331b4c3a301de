// Package census keeps count of a cluster: which nodes are up and linked, how many
// processes of one kind run on each, under which names, and a timeline of what
// happened.
//
// It is told (Take, State, Note) and asked (View); it starts nothing and looks at
// no clock. Start reading in census.go. The package imports nothing of lab.
package census
