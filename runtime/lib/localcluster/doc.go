// Package localcluster implements LocalCluster, which starts nodes for a test, and Schism, which
// partitions them.
package localcluster
