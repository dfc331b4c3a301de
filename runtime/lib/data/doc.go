// Package data implements Enum, Map, List, Keyword, Stream, Integer, Float, Range and MapSet, and
// Erlang's :lists, :maps, :math and :rand.
//
// Start reading in enum.ex and lists.go. subject.go lists the functions in Go.
package data
