// Package types infers the types of a module's functions and reports type violations: wrong
// arguments of operators and functions, patterns and clauses that cannot match, unknown keys,
// comparisons of structs. It reports what Elixir 1.18's compiler reports, in the same words.
//
// A Type is a set of values in two layers: the values that an expression is known to have, and the
// values that it may have at run time (dynamic). Most variables are dynamic(). A dynamic type is a
// violation only if none of its values fits.
//
// Start reading in type.go (the two layers), set.go (sets of values), then check.go (a module),
// pattern.go and expression.go (forms), call.go (functions). notation.go parses types: strong.txt
// holds the functions of Erlang that compiled code calls directly, and library.txt holds the
// functions of Elixir's library. Package diagnostic has the texts of the warnings. Package code
// implements Host, which finds structs and functions of other modules.
package types
