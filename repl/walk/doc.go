// Package walk is a lab without a full screen: a plain, numbered walk-through of
// its steps, for pipes, dumb terminals and screen readers. It runs the same
// nodes, through the same driver, as the workbook.
//
// Start reading in walk.go. The package may import repl/live and repl/workbook
// (for its messages).
package walk
