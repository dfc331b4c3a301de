// Package kernel is the catalogue of Elixir's Kernel: its functions, macros and special forms, the
// functions that compile to functions of Erlang, and the functions allowed in guards.
//
// A new function or macro of Kernel is listed in names.go. A function that compiles to a function
// of Erlang is also listed in inline.go. The macros are in runtime/code/expand (kernel*.go), except
// those that concern modules, which are in runtime/code (kernel_*.go). The functions are in
// runtime/lib/kernel/kernel.ex. Start reading in names.go. The package imports quoted and term.
package kernel
