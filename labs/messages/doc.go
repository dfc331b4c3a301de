// Package messages combines the reports of nodes about their processes' messages. It matches each
// sent message with its arrival, and determines which messages are lost.
//
// Reports come in through Take, Set, SetPeers and SetCuts, and View returns the result. The
// package starts nothing and reads no clock. Start reading in message.go, which defines a message;
// log.go defines the log.
package messages
