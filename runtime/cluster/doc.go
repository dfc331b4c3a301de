// Package cluster tracks which nodes are alive. It wraps hashicorp/serf (SWIM gossip).
// Each node runs one agent. The agent's tags hold the node's name and the port of its
// distribution listener. Its traffic is encrypted with a key derived from the cookie.
//
// A Cluster starts alone, joins others by address, and reports members as they come
// and go. It handles only membership: messages between processes are the task of
// runtime/dist. A failed member does not return by itself when the network heals. As
// with Erlang's nodes, one side has to connect again.
//
// Start reading in cluster.go.
package cluster
