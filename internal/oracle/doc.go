// Package oracle holds recorded sessions of the real iex, and tests that replay them on nodes of
// lab.
//
// Each file in testdata is one session: the lines typed at each terminal in order, then the final
// content of every terminal. The tests start the same nodes, type the same lines into real
// terminals, and expect the same text on every screen. Values that differ between runs, such as
// pids, references and times, are masked. The file free_test.go lists the parts that may vary, and
// known_test.go the deliberate differences of lab. Start reading in oracle_test.go.
package oracle
