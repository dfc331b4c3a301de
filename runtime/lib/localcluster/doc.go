// Package localcluster is LocalCluster, which starts nodes for a test, and Schism, which
// cuts them off from each other.
package localcluster
