// Package lib lists the subjects of the standard library. Each subject is a folder and a package.
// It holds functions in Go, Elixir sources (*.ex, compiled on first use) and their tests.
//
// A function of Enum is in data/enum.ex, one of :ets in ets/, a helper of IEx in iex/helpers.ex, a
// Mix task in mix/. modules.txt of a folder names the Elixir file of each module, and subject.go
// the Go code of each module. Package runtime/library loads them into a machine. Start reading in
// lib.go.
package lib
