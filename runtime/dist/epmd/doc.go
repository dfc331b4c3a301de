// Package epmd implements the protocol of the Erlang Port Mapper Daemon. The daemon runs once on
// each machine, and knows which nodes are alive and on which ports they listen (Erlang/OTP
// documentation, "Distribution Protocol", part "EPMD Protocol").
//
// A Client registers a node and asks for others. It works with the Server of this package and with
// Erlang's epmd. Ensure starts a Server as a detached process if no epmd answers. A name is
// registered as long as the connection that registered it stays open, so a crashed node leaves no
// trace.
//
// Start reading in wire.go.
package epmd
