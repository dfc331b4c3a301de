// Package horde implements Horde's registry and supervisor on DeltaCrdt, whose map is in Go
// (runtime/crdt). The interval at which replicas synchronise is in causal_crdt.ex.
//
// Start reading in registry.ex and dynamic_supervisor.ex. subject.go lists the functions in Go.
package horde
