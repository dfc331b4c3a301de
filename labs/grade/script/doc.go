// Package script reads grade.exs, the file by which a lab is graded: the nodes to start,
// what to do on them, and the clauses that say what was seen. The file is Elixir; its
// statements are the names in read.go and action.go, and what stands between their do
// and end is evaluated on nodes, or judges.
//
// Read returns a Grade, or what is wrong with the file, by line and column. Nothing is
// evaluated here. Start reading in script.go. The package may import labs/catalogue,
// runtime/syntax and runtime/term.
package script
