// Package report defines the results of checks: verdicts with their reasons and hints. It writes
// them for people, for programs and for CI. The exit status of `lab check` is the worst verdict.
//
// Start reading in report.go. The package may import labs/workbook.
package report
