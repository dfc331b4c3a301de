// Package ets implements :ets: tables, their owners, match specifications and traversal.
//
// Start reading in ets.go, then table.go. subject.go lists the functions in Go.
package ets
