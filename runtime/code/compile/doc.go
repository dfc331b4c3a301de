// Package compile turns the expanded form, in which every variable has a version, into functions of
// the engine. Code with calls becomes steps, and code without calls becomes plain Go closures.
//
// A Unit holds the functions of one module. Expr compiles a single expression, for a prompt or a
// module's body. Closures are numbered (enrol.go), so that another node with the same code can
// identify them.
//
// The most frequent steps are specialised Go functions, one for each combination of operand kinds.
// internal/fuse generates them (fused_*.go).
//
// Start reading in compile.go, then step.go and expr.go. The package imports quoted, term and vm.
package compile
