// Package json implements JSON and Jason on a decoder and an encoder in Go.
//
// Start reading in json.go. subject.go lists the functions in Go.
package json
