// Package crdt implements an add-wins, last-writer-wins map of terms that many nodes can write to
// at the same time. It is a delta CRDT (Almeida, Shoker and Baquero, "Delta State Replicated Data
// Types", 2018).
//
// Each write is identified by a dot, which consists of the replica and the number of the write on
// that replica. A replica holds the writes that were not replaced, and a causal context: all dots
// that it has seen. If a replica holds a dot that another replica has seen but does not hold, the
// other replica removed that write. Removals therefore need no tombstones. If several writes of a
// key are held, the latest by time determines the value.
//
// Replicas send each other their operations (Delta). To find the operations that it missed, a
// replica compares digests with another replica, level by level. The cost of healing a partition
// therefore depends only on the difference (digest.go).
//
// Start reading in map.go.
package crdt
