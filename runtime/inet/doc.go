// Package inet implements sockets for programs: :gen_udp, :gen_tcp and the
// related parts of :inet, :inet_res and :inet_db.
//
// A program reaches only the address of its own node. A program of a node on
// localhost reaches all loopback addresses. Wildcards stand for the node's address,
// and multicast groups are joined only on its interface. A broadcast is sent as a
// multicast to a private group, because every interface can carry multicasts. Nodes
// with a private epmd (in a lab or a check) also have private multicast groups, so
// two runs on one machine do not receive each other's datagrams.
//
// A cut between two nodes also stops their multicasts and broadcasts (cut.go).
//
// Goroutines outside the scheduler read from the sockets. As in Erlang, the data
// is sent to the socket's owner as a message.
//
// Start reading in host.go.
package inet
