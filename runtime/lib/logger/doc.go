// Package logger has Logger, its formatter, and the translator of crash reports.
//
// Start reading in logger.ex; subject.go lists what is in Go.
package logger
