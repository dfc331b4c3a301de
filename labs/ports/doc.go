// Package ports finds out which process listens on a port of this machine, as far as the platform
// supports that.
//
// The package imports nothing of lab.
//
// Start reading in ports.go.
package ports
