// Package compile turns the expanded form, in which every variable carries a
// version, into functions of the engine: steps, which call, and plain closures
// for what calls nothing.
//
// A Unit holds the functions of one module; Expr compiles an expression by itself,
// for a prompt or a module's body. Closures are numbered (enrol.go), so that
// another node with the same code finds the one that is meant.
//
// The steps that are most frequent are one function of Go for each combination of the kinds
// of their operands; internal/fuse writes them (fused_*.go).
//
// Start reading in compile.go, then step.go and expr.go. The package imports
// quoted, term and vm.
package compile
