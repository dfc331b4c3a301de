// Package diagnostic defines the errors and warnings of the compiler. A table of kinds holds the
// severity, the text and the type of location of each. The package also prints diagnostics in the
// format of Elixir 1.18.
//
// The table is split by subject: module.go, definition.go, call.go, variable.go, form.go, data.go,
// unused.go. A Kind builds a Diagnostic from a location and arguments. A diagnostic whose text is
// assembled elsewhere, such as one about types, is built by New.
//
// Start reading in kind.go, then diagnostic.go.
package diagnostic
