// Package home is the start screen of lab. It lists the labs with the student's progress in each
// and a description.
//
// Model is a Bubble Tea model without side effects. A Desk does the work that the model asks for.
// At the end, the caller asks the model which lab the student opened. Start reading in model.go.
package home
