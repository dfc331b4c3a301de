// Package erlang is Erlang's own ground: :erlang, :os, :atomics, :counters and
// :persistent_term, how terms are read and written as Erlang does, numbers, iodata,
// time units, and the Elixir of :queue, :proplists and :net_adm.
//
// Start reading in arith.go; subject.go lists what is in Go.
package erlang
