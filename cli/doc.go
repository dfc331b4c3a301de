// Package cli is the command line of lab: cobra commands, one file each, with no
// logic beyond flags and wiring. Start reading in root.go.
package cli
