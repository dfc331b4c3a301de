// Package syntax parses Elixir text to quoted forms, and formats quoted forms as text.
//
// Parse returns the result of Code.string_to_quoted/2 of Elixir 1.18. A scanner (scan*.go) produces
// tokens. White space is significant where it is in Elixir. A precedence climbing parser
// (parse*.go) builds quoted forms (build.go). Format (format*.go) writes a quoted form as
// Macro.to_string/1 does. Errors have Elixir's text, position and snippet (errors.go, snippet.go).
//
// Start reading in options.go (Parse), then parse.go. The package imports only term.
package syntax
