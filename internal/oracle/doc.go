// Package oracle holds sessions recorded from the real iex, and the tests that
// type them again into nodes of lab.
//
// testdata has one file a session: what was typed where and when, then each
// terminal as it stood at the end. The tests start the same nodes, type the same
// lines into real terminals, and want the same text on every screen, save for
// what cannot be the same twice: pids, references, times, and the like. Parts that are
// free to vary are written down in free_test.go, what lab does otherwise on
// purpose in known_test.go. Start reading in oracle_test.go.
package oracle
