// Package repl is what a person sees of one node: the terminal behind its prompt.
//
// The prompt's own logic, reading expressions and printing their values, is
// Elixir (runtime/lib/iex) and runs on the node. Here is the other half: the
// group leader that it talks to in Erlang's I/O protocol, in front of a pipe
// (Plain) or of an interactive terminal with a line editor (Editor). Since the
// protocol works over the distribution, the prompt of a remote shell comes
// through the same group leader.
//
// Start reading in leader.go. The package may import runtime/node and all below.
package repl
