// Package cluster implements libcluster: Cluster.Supervisor and its strategies.
//
// Start reading in supervisor.ex.
package cluster
