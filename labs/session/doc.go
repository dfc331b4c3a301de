// Package session has the rules of a student's way through a lab: when a step is done,
// which hint comes next, when a question is explained, what is asked before a fault, and
// when a lab is passed. The screens show what it says, and none has a rule of its own.
//
// Start reading in session.go. The package may import labs/catalogue, labs/workbook and
// labs/report, and never the runtime.
package session
