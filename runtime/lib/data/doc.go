// Package data implements Enum, Map, List, Keyword, Stream, Integer, Float, Range, MapSet, Access,
// Record and other modules of data, and Erlang's :lists, :maps, :math and :rand.
//
// Start reading in enum.ex and lists.go. subject.go lists the modules with functions in Go.
package data
