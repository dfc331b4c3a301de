// Package walk runs a lab without a full screen, as a plain, numbered walk-through of its steps
// for pipes, dumb terminals and screen readers. It uses the same nodes and the same driver as the
// workbook.
//
// Start reading in walk.go; wait.go waits for input and messages.
package walk
