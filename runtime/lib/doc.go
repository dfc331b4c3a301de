// Package lib lists the standard library: each folder is a subject, a package with
// functions in Go, Elixir sources (*.ex, compiled when they are first used) and
// their tests.
//
// A function of Enum is in data/enum.ex, one of :ets in ets/, a helper of IEx in
// iex/helpers.ex, a Mix task in mix/. subject.go of a folder lists what it has.
// How sources and functions get into a machine is runtime/library's. Start reading
// in lib.go.
package lib
