// Package types infers the types of a module's functions and says what cannot be right: wrong arguments of operators
// and functions, patterns and clauses that cannot match, unknown keys, comparisons of structs. It says so where Elixir
// 1.18's compiler does, and in its words.
//
// A Type is a set of values in two layers: the values that an expression is known to have, and those that it may
// have at run time where nothing is known (dynamic). Most variables are dynamic(), and a dynamic type is wrong
// only where none of its values would do.
//
// Start reading in type.go (the two layers), set.go (sets of values), then check.go (a module), pattern.go and
// expression.go (forms), call.go (functions). notation.go reads types as text: strong.txt has the functions of
// Erlang that compiled code calls directly, library.txt those of Elixir's own library. Package diagnostic has the texts
// of the findings; package code says where a struct or another module's functions are found (Host).
package types
