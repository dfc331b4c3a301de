// Package logger implements Logger, its formatter, and the translator of crash reports.
//
// Start reading in logger.ex.
package logger
