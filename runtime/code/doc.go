// Package code turns quoted Elixir into functions the engine runs.
//
// A Server holds what one node knows of modules: those being compiled, the
// embedded sources that have not been loaded yet, and the macros. Source text
// goes through these stages:
//
//	syntax.Parse      text to quoted form
//	expand            macros, aliases, imports, hygiene: quoted form to the
//	                  expanded form, in which every variable carries a version
//	compile           expanded form to steps of the engine
//
// The expander is in expand/, the shapes of quoted form in quoted/, what Kernel has by name in kernel/,
// the lexical environment in lexical/, what there is to say about code in
// diagnostic/, and steps in compile/.
//
// Expansion is plain Go that runs on goroutines outside the engine's workers; a
// macro of Elixir code runs in a process of its own. The body of a module runs
// in the process that defines it, as in Elixir: defmodule becomes a call of
// :elixir_module.compile, def a call of :elixir_def.store.
//
// Start reading in server.go, then expander.go (what an expander is given),
// module.go and define.go. The macros of Kernel that have to do with modules
// are in kernel*.go. The package imports vm, syntax and term.
package code
