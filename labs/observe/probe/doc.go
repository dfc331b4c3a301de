// Package probe looks at a running cluster through a hidden node of its own. It asks
// every node, one of lab or a real one of Erlang, only what each can answer: functions of
// OTP, called by :erpc. No code is sent over, and what it changes on a node (a tracer, a
// cookie) it takes back.
//
// Start reading in probe.go; look.go is what is asked of one node.
package probe
