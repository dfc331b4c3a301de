// Package eex has EEx: templates to quoted form.
//
// Start reading in eex.ex; subject.go lists what is in Go.
package eex
