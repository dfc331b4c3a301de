// Package eex implements EEx, which compiles templates to quoted forms.
//
// Start reading in eex.ex.
package eex
