// Package catalogue is what a lab is, as data: its nodes and files, its steps and
// questions, the faults that can strike, the checks that grade it, and the right and
// wrong programs by which those are measured. It reads them and says what is wrong
// with them, by file, line and column.
//
// Nothing in it knows a particular lab, and nothing runs: it imports no other package of
// this program. Start reading in catalogue.go.
package catalogue
