// Package workbook is the full-screen guide of a lab: the steps on one side, the
// prompts of the lab's nodes on the other, a line that shows which nodes are up
// and who is connected to whom.
//
// Model is the only Bubble Tea model; everything it shows is a plain value with
// a render method. It does no work of its own: what it wants done goes to a
// Driver, and what happens comes to it as a message (messages.go). The same
// model can therefore be fed by a test.
//
// Start reading in model.go. The package may import labs/catalogue, labs/workbook,
// labs/session, labs/report, labs/census, repl/line and repl/paint, and never the runtime: a
// test (internal/house) says so.
package workbook
