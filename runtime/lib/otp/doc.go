// Package otp implements processes and their behaviours: GenServer, Supervisor, Agent, Task,
// Registry, Application, and the Erlang modules that they are based on. It also implements Process,
// Node, System, :timer and :peer.
//
// Start reading in gen_server.ex.
package otp
