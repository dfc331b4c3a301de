// Package crypto is :crypto: hashes, message authentication, ciphers, random bytes.
//
// Start reading in crypto.go; subject.go lists what is in Go.
package crypto
