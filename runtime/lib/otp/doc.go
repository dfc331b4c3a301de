// Package otp has processes and their behaviours: GenServer, Supervisor, Agent, Task,
// Registry, Application, and the Erlang modules below them.
//
// Start reading in gen_server.ex; subject.go lists what is in Go.
package otp
