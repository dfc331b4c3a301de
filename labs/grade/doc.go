// Package grade runs the checks of a lab on fresh nodes. Check grades a workbook; Certify grades
// programs with known verdicts.
//
// The actions of a check are executed in order (act.go). Their values are passed to the check's
// judge. A judge is a list of Elixir clauses that is evaluated on a node of the checker and returns
// the verdict (grade.go). See docs/grading.md for how far to trust the verdict. Start reading in
// check.go. The package may import the packages of labs/ that follow it in docs/architecture.md.
package grade
