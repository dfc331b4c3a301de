// Package iex implements IEx: the shell, its helpers (h, i, v and others), history and completion.
//
// Start reading in evaluator.ex. A helper is a function in helpers.ex. The help of h comes from @doc, and
// from pages.txt (examples), specs.txt and kernel_docs.ex.
package iex
