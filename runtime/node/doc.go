// Package node assembles a node: the engine (vm), the library (lib), the compiler (code), sockets
// (inet), the web server (web), the bundler (bundle) and, if the node has a name, the distribution
// (dist) and cluster membership (cluster).
//
// A Node may get its name at the start or later, and may lose it again, as with Node.start and
// Node.stop. Serf tells which nodes exist, and the nodes talk through the distribution protocol. A
// new link makes both ends members of one cluster, and the node connects to each member that
// joins.
//
// Start reading in node.go, then net.go (a node with a name) and control.go (incoming signals).
package node
