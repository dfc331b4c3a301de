// Package crypto implements :crypto: hashes, message authentication, ciphers and random bytes.
//
// Start reading in crypto.go. subject.go lists the functions in Go.
package crypto
