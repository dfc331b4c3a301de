// Package session defines the rules of a student's way through a lab: when a step is done, which
// hint comes next, when a question is explained, which forecast precedes a fault, and when a lab
// is passed. All screens follow these rules and have none of their own.
//
// Start reading in session.go. The package may import labs/catalogue, labs/workbook and
// labs/report, but never the runtime.
package session
