// Package workbook is the folder of a student: the project in it, how far they got
// (Progress, merged under a lock when several programs save at once), signed records of
// what was seen, and the files that passed a lab before they went on to the next.
//
// It keeps and does not decide: the rules are in labs/session. Start reading in
// workbook.go, then progress.go. The package may import labs/catalogue.
package workbook
