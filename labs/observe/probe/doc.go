// Package probe observes a running cluster through its own hidden node. The nodes may run lab or
// real Erlang. On a node, the probe calls only OTP functions, through :erpc, and sends no code. On
// nodes of lab it also calls lab_fault to cut and heal links. It undoes every change that it makes
// on a node, such as a tracer or a cookie.
//
// Start reading in probe.go; look.go contains the requests to each node.
package probe
