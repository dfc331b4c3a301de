// Package class grades the submissions of a class: folders, zip files and git repositories. It
// grades a copy of each, several at once. It finds the submissions, matches them to the roster,
// computes the credit for each lab, and shows where the class got stuck. The checks are those of
// labs/grade. The reports are written as CSV, JSON, JUnit and a single HTML page.
//
// Start reading in class.go, then run.go. The package may import labs/grade and everything below
// it.
package class
