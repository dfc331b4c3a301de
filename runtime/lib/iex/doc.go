// Package iex is the shell: IEx, its helpers (h, i, v and the like), history,
// completion.
//
// Start reading in evaluator.ex; a helper is a function of helpers.ex; subject.go lists what is in Go.
package iex
