// Package reach is the gate between a node and the outside. It decides which addresses
// the node may use (Net) and which files its programs may access (Folder).
//
// Nodes run students' programs. All code in runtime/ must use this package to open a
// socket or a file if a program or a peer can choose its address or name. A test
// finds code that does not.
//
// Start reading in net.go.
package reach
