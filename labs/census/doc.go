// Package census keeps the state of a cluster: which nodes are up and connected, how many
// processes of one kind run on each and under which names, and a timeline of events.
//
// Updates come in through Set, Take and Note, and View returns the result. The package starts
// nothing and reads no clock; callers pass the times. Start reading in census.go. The package
// imports nothing of lab.
package census
