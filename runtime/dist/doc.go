// Package dist implements the Erlang distribution protocol, which connects the processes of
// different nodes (Erlang/OTP documentation, "Distribution Protocol").
//
// An Endpoint is a node's side of the protocol. It accepts connections, and makes one when
// something is first sent to a node. It verifies the cookie in both directions (handshake version
// 6) and passes each incoming control message to a Receiver. Each peer has a queue, so sending
// never blocks. Terms are encoded in the External Term Format (package etf). A peer may be another
// lab node or any Erlang node from OTP 25 on.
//
// This package does not handle membership (see runtime/cluster). Start reading in endpoint.go, then
// handshake.go and link.go.
package dist
