// Package live runs a lab for a screen: it starts the lab's nodes, opens a prompt
// on each, looks at what a step waits for, and grades. Events come out as
// the messages of package workbook, for the full screen as for the plain
// walk-through in package walk.
//
// Start reading in driver.go. The package may import repl, repl/workbook and
// labs.
package live
