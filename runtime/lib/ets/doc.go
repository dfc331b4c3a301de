// Package ets implements :ets: tables, their owners, match specifications and traversal.
// It also implements :dets, tables in files.
//
// Start reading in ets.go, then table.go; :dets is in dets.ex. subject.go lists the modules with
// functions in Go.
package ets
