// Package home is the screen that lab opens on: the labs, how far the student
// is in each, and what each is about.
//
// Model is a Bubble Tea model that does no work of its own: what it needs done
// goes to a Desk, and which lab the student opened is asked of it at the end.
// Start reading in model.go. The package may import labs/catalogue,
// labs/workbook, labs/session, labs/report and repl/paint.
package home
