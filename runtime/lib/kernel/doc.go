// Package kernel implements the functions of Kernel, Macro, Module and Code, the exceptions, and
// Erlang's kernel application: :global, :rpc, :erpc, :pg and their start.
//
// Start reading in kernel.ex, and in kernel_start.ex for the processes of a node.
package kernel
