// Package script reads grade.exs, the file that defines how a lab is graded: the nodes to start,
// the actions to perform on them, and the clauses that judge the observations.
//
// The file is Elixir code. Its statements are defined in read.go and action.go. The code in their
// do blocks is evaluated on nodes, or is the judge. Load returns a Grade, or the mistakes in the
// file by line and column. Nothing is evaluated here. Start reading in script.go. The package may
// import labs/catalogue, runtime/syntax and runtime/term.
package script
