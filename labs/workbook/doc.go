// Package workbook manages a student's folder: the project, the progress, the signed records of
// completed steps, and the stored files that passed each lab. Several programs may save the
// progress at the same time; a lock and a merge keep it consistent.
//
// The package stores data and makes no decisions; the rules are in labs/session. Start reading in
// workbook.go, then progress.go. The package may import labs/catalogue.
package workbook
