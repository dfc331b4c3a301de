// Package expand makes the expanded form of quoted form: it expands macros, aliases, imports and special
// forms, keeps macros hygienic, and gives each variable a version.
//
// An Expander is used by one goroutine for one function, one expression or the body of one module. It is
// plain Go that runs outside the engine's workers. It asks its Host (host.go) about the
// node and about the module being defined: package code is one, and a test can be another.
//
// Start reading in expand.go (special forms), dispatch.go (what a call is: an import, a macro, a function),
// macro.go and quote.go. kernel*.go are the macros of Kernel that have nothing to do with modules; those
// that have are in package code.
package expand
