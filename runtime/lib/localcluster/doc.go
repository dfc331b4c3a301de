// Package localcluster implements LocalCluster, which starts nodes for a test, and Schism, which
// partitions them.
//
// Start reading in local_cluster.ex and schism.ex.
package localcluster
