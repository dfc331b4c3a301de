// Package repl is the terminal side of a node's prompt.
//
// The logic of the prompt, which reads expressions and prints their values, is Elixir code
// (runtime/lib/iex) and runs on the node. This package is the group leader that the prompt talks
// to through Erlang's I/O protocol. Behind the group leader is either a pipe (Plain) or an
// interactive terminal with a line editor (Inline). The protocol also works across the
// distribution, so the prompt of a remote shell uses the same group leader.
//
// Start reading in leader.go. The package may import runtime/node and everything below it.
package repl
