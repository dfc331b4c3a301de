// Package code compiles quoted Elixir to functions of the engine, and loads modules.
//
// A Server is the compiler of one node. It keeps the modules being compiled and the embedded
// sources that are not loaded yet. Source text goes through these stages:
//
//	syntax.Parse      text to quoted form
//	expand            macros, aliases, imports, hygiene: quoted form to the
//	                  expanded form, in which every variable has a version
//	compile           expanded form to steps of the engine
//
// The subpackages are expand (the expander), quoted (building and inspecting quoted forms), kernel
// (the names in Kernel), lexical (the environment), diagnostic (errors and warnings), types (type
// inference), compile (steps) and elixir (sources in Elixir).
//
// Expansion runs on goroutines outside the engine's workers. A macro in Elixir runs in its own
// process. The body of a module runs in the process that defines it, as in Elixir: defmodule
// becomes a call of :elixir_module.compile, and def becomes a call of :elixir_def.store.
//
// Start reading in server.go, then expander.go, module.go and define.go. The macros of Kernel that
// concern modules are in kernel*.go. The package imports its subpackages, vm, etf, syntax and term.
package code
