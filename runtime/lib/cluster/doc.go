// Package cluster has libcluster: Cluster.Supervisor and its strategies.
//
// Start reading in supervisor.ex; subject.go lists what is in Go.
package cluster
