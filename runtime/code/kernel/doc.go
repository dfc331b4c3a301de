// Package kernel knows what Elixir's Kernel has by name: its functions and macros,
// the special forms, which functions are Erlang's under another name, and what
// guards may call.
//
// A function or macro that Kernel gains is listed in names.go; one that compiles
// to a function of Erlang in inline.go. The macros themselves are in runtime/code
// (kernel_*.go), the functions in runtime/lib/kernel/kernel.ex. The package
// imports quoted and term.
package kernel
