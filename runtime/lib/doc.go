// Package lib lists the subjects of the standard library. Each subject is a folder and a package.
// It holds functions in Go, Elixir sources (*.ex, compiled on first use) and their tests.
//
// The functions of Enum are in data/enum.ex. The functions of :ets are in ets/. The helpers of
// IEx are in iex/helpers.ex. The Mix tasks are in mix/. modules.txt of a folder names the Elixir
// file of each module. subject.go names the Go code of each module. Package runtime/library loads
// the subjects into a machine. Start reading in lib.go.
package lib
