// Package lint finds what is wrong with labs: it reads them, parses and compiles all of
// their Elixir (expectations, grade.exs, solutions, programs), and says for each finding the
// file, the line and the column.
//
// Nothing is run: expressions are compiled within a function that nobody calls, and of
// programs only those whose modules do nothing while they are compiled are compiled.
// Start reading in lint.go. The package may import labs/catalogue, labs/grade/script and
// the runtime.
package lint
