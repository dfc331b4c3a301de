// Package ports says who has a port of this machine, as far as the platform
// tells.
//
// The package imports nothing of lab.
package ports
