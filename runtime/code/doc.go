// Package code turns quoted Elixir into functions the engine runs.
//
// A Server holds what one node knows of modules: those being compiled, the
// embedded sources that have not been loaded yet, and the macros. Source text
// goes through these stages:
//
//	syntax.Parse      text to quoted form
//	expander          macros, aliases, imports, hygiene: quoted form to the
//	                  expanded form, in which every variable carries a version
//	compile           expanded form to steps of the engine
//
// The shapes of quoted form are in quoted/, what Kernel has by name in kernel/,
// the lexical environment in lexical/, what there is to say about code in
// diagnostic/, and steps in compile/.
//
// Expansion is plain Go that runs on goroutines outside the engine's workers; a
// macro of Elixir code runs in a process of its own. The body of a module runs
// in the process that defines it, as in Elixir: defmodule becomes a call of
// :elixir_module.compile, def a call of :elixir_def.store.
//
// Start reading in server.go, then expand.go (special forms), dispatch.go
// (imports, macros), quote.go, module.go and define.go. The macros of Kernel
// are in kernel*.go. The package imports vm, syntax and term.
package code
