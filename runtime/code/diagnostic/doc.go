// Package diagnostic has what the compiler says about code: a table of kinds, each with its severity, its
// text and the place that it names, and the form in which Elixir 1.18 prints them.
//
// The table is split by subject: module.go, definition.go, call.go, variable.go, form.go, data.go, unused.go.
// A kind makes a Diagnostic of a place and arguments; one whose text is put together where it is found out,
// as those about types are, is made by New.
package diagnostic
