// Package grade runs the checks of a lab on nodes that the student has not seen. Check
// grades a workbook; Certify grades the programs of which the right verdict is known.
//
// The actions of a check are carried out one by one (act.go), what they come to is shown
// to the check's judge, Elixir clauses on an engine of the checker, and that says what it
// means (grade.go). docs/grading.md says how far to trust it. Start reading in check.go.
// The package may import all others of labs/.
package grade
