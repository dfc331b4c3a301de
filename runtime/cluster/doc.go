// Package cluster says which nodes are there. It wraps hashicorp/serf (SWIM
// gossip): one agent a node, whose tags carry the node's name and the port of its
// distribution listener, and whose traffic is encrypted with a key made of the
// cookie.
//
// A Cluster starts alone, joins others when told an address, and reports members
// as they come and go. It carries membership only, never messages: those are
// runtime/dist's business. A member that failed does not come back by itself
// when the network heals; as with Erlang's nodes, somebody has to connect again.
//
// Start reading in cluster.go. The package imports nothing of this module.
package cluster
