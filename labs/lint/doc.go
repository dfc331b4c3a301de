// Package lint finds mistakes in labs. It parses and compiles all of a lab's Elixir code
// (expectations, grade.exs, solutions, programs), and reports each mistake with its file, line and
// column.
//
// Nothing is run: expressions are compiled inside a function that is never called, and a program
// is compiled only if its modules have no effect at compile time. Start reading in lint.go. The
// package may import labs/catalogue, labs/grade/script and the runtime.
package lint
