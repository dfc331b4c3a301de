// Package report is what checks found: verdicts with their reasons and hints, written for
// people, for programs and for CI. The exit status of `lab check` is the worst verdict.
//
// Start reading in report.go. The package may import labs/workbook.
package report
