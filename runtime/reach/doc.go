// Package reach is the one gate to what is outside of a node: the addresses that it
// may talk to (Net), and the files that its programs may name (Folder).
//
// Programs of students run on nodes. Everything in runtime/ that opens a socket or a
// file by a name or an address that a program, or a peer, can choose does it here; a
// test looks for places that do not.
//
// Start reading in net.go. The package imports nothing of this module.
package reach
