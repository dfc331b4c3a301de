// Package station supports tests. Boot starts a machine with the whole library and a terminal in a
// buffer. Check calls natives and compares their results.
//
// Start reading in station.go.
package station
