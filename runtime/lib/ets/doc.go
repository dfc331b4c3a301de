// Package ets is :ets: tables, their owners, match specifications, traversal.
//
// Start reading in ets.go, then table.go; subject.go lists what is in Go.
package ets
