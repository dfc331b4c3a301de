// Package catalogue defines a lab as data: its nodes and files, its steps and questions, the
// possible faults, its checks, and the right and wrong programs that measure the checks. It reads
// labs and reports problems by file, line and column.
//
// The package knows no particular lab, runs nothing, and imports no other package of this program.
// Start reading in catalogue.go.
package catalogue
