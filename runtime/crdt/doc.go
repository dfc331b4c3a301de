// Package crdt is an add-wins, last-writer-wins map of terms that many nodes
// write to at once: a delta CRDT (Almeida, Shoker and Baquero, "Delta State
// Replicated Data Types", 2018).
//
// Every write is a dot, the number of the write at its replica. A replica keeps
// the writes that nothing has replaced yet, and a causal context: all dots that
// it has seen. A dot that one replica holds and another has seen but does not
// hold was removed there; so removals need no tombstones. Where several writes
// of a key stand, the latest by its time is the key's value.
//
// Replicas tell each other what they did (Delta), and find what they missed by
// comparing digests, level by level, so that a healed partition costs the
// difference (digest.go).
//
// The package imports term. Start reading in map.go.
package crdt
