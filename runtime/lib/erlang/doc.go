// Package erlang implements :erlang, :os, :atomics, :counters and :persistent_term, and the Elixir
// sources of :queue, :proplists and :net_adm. It also parses and formats terms in Erlang's syntax,
// and handles numbers, iodata and time units for other subjects.
//
// Start reading in arith.go. subject.go lists the modules with functions in Go.
package erlang
