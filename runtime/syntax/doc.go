// Package syntax turns Elixir text into Elixir's quoted form and back.
//
// Parse answers what Code.string_to_quoted/2 of Elixir 1.18 answers, so that
// quote, unquote and macros need no other tree. A scanner (scan*.go) makes
// tokens, sensitive to white space where Elixir is; a precedence climbing
// parser (parse*.go) makes terms of them through build.go; Format (format*.go)
// writes a quoted form as Macro.to_string/1 does. Errors have Elixir's words,
// position and snippet (errors.go, snippet.go).
//
// It imports term alone. Start reading at parse.go.
package syntax
