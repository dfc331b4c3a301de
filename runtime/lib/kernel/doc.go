// Package kernel has the functions of Kernel and Macro and the exceptions, and
// Erlang's kernel application: :global, :rpc, :erpc, :pg and their start.
//
// Start reading in kernel.ex; kernel_start.ex for the processes of a node; subject.go lists what is in Go.
package kernel
