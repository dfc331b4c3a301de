// Package dist is the Erlang distribution protocol: how one node's processes
// reach those of another (Erlang/OTP documentation, "Distribution Protocol").
//
// An Endpoint is one node's end of it. It accepts connections, makes them when
// something is first sent to a node, proves the cookie in both directions
// (handshake version 6), and hands each control message that arrives to a
// Receiver. Behind every peer stands a queue that never blocks who writes to it.
// Terms travel in the External Term Format (package etf). The peer may be
// another lab node or any Erlang node of OTP 25 and later.
//
// Membership is not this package's business: see runtime/cluster. It imports
// term and etf. Start reading in endpoint.go, then handshake.go and link.go.
package dist
