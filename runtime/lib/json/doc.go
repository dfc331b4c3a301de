// Package json implements JSON and Jason on a decoder and an encoder in Go.
//
// Start reading in json.go. subject.go lists the modules with functions in Go.
package json
