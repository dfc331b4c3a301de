// Package calendar implements Date, Time, DateTime, NaiveDateTime, Duration, Calendar.ISO and
// Erlang's :calendar.
//
// Start reading in date.ex. subject.go lists the modules with functions in Go.
package calendar
