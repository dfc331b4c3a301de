// Package room defines the rules of a classroom: who may join under which name, how many at a
// time, the students' positions, who is stuck, and the tally of their predictions.
//
// The package has neither a screen nor a network. It stores names, keys and the students'
// workbooks in one folder. Start reading in board.go.
package room
