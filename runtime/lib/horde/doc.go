// Package horde implements Horde's registry and supervisor on DeltaCrdt, whose map is in Go
// (runtime/crdt). The interval at which Horde's replicas synchronise is in start_up.ex.
// causal_crdt.ex has the default of a DeltaCrdt without Horde.
//
// Start reading in registry.ex and dynamic_supervisor.ex. subject.go lists the modules with
// functions in Go.
package horde
