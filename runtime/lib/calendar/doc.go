// Package calendar has Date, Time, DateTime, NaiveDateTime, Duration and Calendar.ISO,
// and Erlang's :calendar.
//
// Start reading in date.ex; subject.go lists what is in Go.
package calendar
