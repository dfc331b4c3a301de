// Package expand turns quoted forms into expanded forms. It expands macros, aliases, imports and
// special forms, keeps macros hygienic, and gives each variable a version.
//
// An Expander is used by one goroutine for one function, one expression or the body of one module.
// It runs outside the scheduler's workers. Its Host (host.go) answers questions about the node and
// about the module being defined. Package code implements Host; tests can use another
// implementation.
//
// Start reading in expand.go (special forms), dispatch.go (imports, macros and functions), macro.go
// and quote.go. kernel*.go hold the macros of Kernel that do not concern modules. The others are in
// package code.
package expand
