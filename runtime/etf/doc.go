// Package etf implements Erlang's External Term Format, the encoding of terms between
// nodes (ERTS User's Guide, "External Term Format").
//
// Encode writes the same tags as a current node: NEW_PID_EXT, NEWER_REFERENCE_EXT,
// SMALL_ATOM_UTF8_EXT, MAP_EXT. Decode accepts everything that an old or new node may
// send. It limits memory and depth, and never panics on any input.
//
// Start reading in encode.go.
package etf
