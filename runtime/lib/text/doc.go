// Package text implements String, Regex, URI, Version, Base and Inspect, and Erlang's :binary,
// :unicode, :re, :string, :base64 and :io_lib.
//
// Start reading in string.ex and string.go. subject.go lists the modules with functions in Go.
package text
