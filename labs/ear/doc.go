// Package ear records, on a node of a lab, the messages between the student's processes, and
// passes them to the node's watcher. Within limits it passes individual messages; beyond them it
// passes a count.
//
// The package labs/messages combines the records of all nodes. Start reading in ear.go. The file
// tell.go formats the records, and mark.go computes the fingerprint by which the two ends of a
// message are matched.
package ear
