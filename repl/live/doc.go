// Package live runs a lab for a screen. It starts the lab's nodes, opens a prompt on each, watches
// the expectations of the current step, and runs the checks. It reports events as messages of
// package workbook, both to the full screen and to the plain walk-through of package walk.
//
// Start reading in driver.go.
package live
