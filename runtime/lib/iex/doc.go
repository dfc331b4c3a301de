// Package iex implements IEx: the shell, its helpers (h, i, v and others), history and completion.
//
// Start reading in evaluator.ex. A helper is a function in helpers.ex.
package iex
