// Package html implements Phoenix.HTML: safe text and forms.
//
// Start reading in html.ex.
package html
