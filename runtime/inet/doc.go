// Package inet implements sockets for programs: :gen_udp, :gen_tcp and the
// related parts of :inet, :inet_res and :inet_db.
//
// A program reaches only the address of its own node. For a node on localhost that
// is the loopback address. Wildcards mean that address, multicast groups are joined
// only on its interface, and a broadcast is sent as a multicast to a private group,
// because every interface can carry multicasts. Nodes with a private epmd (in a lab
// or a check) also have private multicast groups, so two runs on one machine do not
// receive each other's datagrams.
//
// A cut between two nodes also stops their multicasts and broadcasts (cut.go).
//
// Goroutines outside the scheduler read from the sockets. As in Erlang, the data
// is sent to the socket's owner as a message.
//
// Start reading in host.go.
package inet
