// Package etf is Erlang's External Term Format: the bytes in which terms travel
// between nodes (ERTS User's Guide, "External Term Format").
//
// Encode writes what a current node writes: NEW_PID_EXT, NEWER_REFERENCE_EXT,
// SMALL_ATOM_UTF8_EXT, MAP_EXT. Decode reads everything that a node, old or new,
// may send, within bounds of memory and depth, and never panics on any input.
//
// Start reading in encode.go. The package imports only term.
package etf
