// Package messages puts together what nodes tell of the messages of their processes: which
// sent message is the one that arrived elsewhere, and which ones never arrive.
//
// It is told (Take, Set, SetCuts) and asked (View); it starts nothing and looks at no clock.
// Start reading in message.go, which says what a message is; log.go has the log of them.
package messages
