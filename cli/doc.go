// Package cli is the command line of lab. Most commands have a file of their own. The commands
// parse flags and connect the other packages. Start reading in root.go.
package cli
