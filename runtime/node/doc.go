// Package node puts one node together: the engine (vm), the library (lib), the
// compiler (code), and, where the node has a name, the distribution (dist) and
// the cluster it is a member of.
//
// A Node may get its name when it starts or later, and lose it again, as with
// Node.start and Node.stop. Serf says who is there, the distribution protocol is
// how the nodes talk: a link makes its two ends members of one cluster, and each
// member that joins is linked to.
//
// Start reading in node.go, then net.go (a node with a name) and control.go (what
// comes over the links).
package node
