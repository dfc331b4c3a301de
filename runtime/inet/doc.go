// Package inet gives programs their sockets: :gen_udp, :gen_tcp and what of
// :inet, :inet_res and :inet_db goes with them.
//
// A program reaches the address of its own node and nothing else: the loopback,
// for a node on localhost. Wildcards mean that address, multicast groups are
// joined on its interface alone, and a broadcast travels as a multicast to a
// group of our own, which every interface can carry. Nodes that use an epmd of
// their own (a lab, a check) have multicast groups of their own, too: two runs
// on one machine do not hear each other, whatever the students' code says.
//
// A cut between nodes stops what they send to groups (cut.go).
//
// Reading happens on goroutines, beside the scheduler's workers; what comes is
// sent to the socket's owner as a message, as Erlang does.
//
// The package imports lib, vm and term. Start reading in host.go.
package inet
