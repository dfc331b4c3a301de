// Package html has Phoenix.HTML: safe text and forms.
//
// Start reading in html.ex; subject.go lists what is in Go.
package html
