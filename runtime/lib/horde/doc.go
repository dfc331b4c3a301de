// Package horde has Horde's registry and supervisor over DeltaCrdt, whose map is in Go
// (runtime/crdt). The interval at which replicas tell each other is in
// causal_crdt.ex.
//
// Start reading in registry.ex and dynamic_supervisor.ex; subject.go lists what is in Go.
package horde
