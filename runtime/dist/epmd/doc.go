// Package epmd speaks the protocol of the Erlang Port Mapper Daemon: the small
// service on each machine that knows which node names are alive and on which
// port each of them listens (Erlang/OTP documentation, "Distribution Protocol",
// part "EPMD Protocol").
//
// Client registers a node and asks for others, at our own Server or at Erlang's
// epmd alike. Server is our daemon; Ensure starts it as a detached process where
// none answers. A name lives exactly as long as the connection that registered
// it, so that a crashed node leaves no trace.
//
// Start reading in wire.go. It imports bulkhead, porch and reach.
package epmd
