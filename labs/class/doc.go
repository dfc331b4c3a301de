// Package class grades what a class has handed in: folders, zip files and git repositories,
// each from a copy of its own, several at once. Its rules are which submissions there are,
// whose they are, what a lab is worth, and where the class got stuck; the checks are those
// of labs/grade, and what they found is written as CSV, JSON, JUnit and one page of HTML.
//
// Start reading in class.go, then run.go. The package may import labs/grade and what is
// below it.
package class
