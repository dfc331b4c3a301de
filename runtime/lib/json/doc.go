// Package json has JSON and Jason, over a decoder and an encoder in Go.
//
// Start reading in json.go; subject.go lists what is in Go.
package json
