// Package crypto implements :crypto: hashes, message authentication, ciphers and random bytes.
// It also implements :zlib.
//
// Start reading in crypto.go, or in zlib.go for compression. subject.go lists the modules with
// functions in Go.
package crypto
