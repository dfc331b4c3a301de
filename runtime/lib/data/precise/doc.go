// Package precise implements functions of math that round as the C library does.
//
// Go's functions are wrong in the last digit more often than the functions of the C library,
// which Erlang uses: math.Log10(1000) is 2.9999999999999996. This package computes with about 100
// bits and rounds once.
//
// Start reading in functions.go; double.go has the arithmetic.
package precise
