// Package home is the start screen of lab. It lists the labs with the student's progress in each
// and a description.
//
// Model is a Bubble Tea model without side effects. It delegates work to a Desk, and the caller
// asks it at the end which lab the student opened. Start reading in model.go.
package home
