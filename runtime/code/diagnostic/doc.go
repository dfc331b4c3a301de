// Package diagnostic defines the errors and warnings of the compiler. A table of kinds holds the
// severity, the text and the type of location of each. The package also prints diagnostics in the
// format of Elixir 1.18.
//
// The table is split by subject: module.go, definition.go, behaviour.go, type.go (specifications),
// typing.go (inferred types), call.go, variable.go, form.go, data.go, unused.go. A Kind builds a
// Diagnostic from a location and arguments. New builds a diagnostic from a text that the caller has
// assembled.
//
// Start reading in kind.go, then diagnostic.go.
package diagnostic
