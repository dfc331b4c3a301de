// Package precise has functions of math that round as the C library does.
//
// Go's own are wrong in the last digit more often than those that Erlang calls:
// math.Log10(1000) is 2.9999999999999996. These compute with about 100 bits and
// round once.
package precise
