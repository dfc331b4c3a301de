// Package line is the line being typed at a prompt: text, cursor, history and
// the editing keys that readline made common. It draws nothing and reads no
// terminal, so that the inline prompt of `lab iex` and the panes of the workbook
// share it.
//
// Start reading in editor.go. The package imports nothing of this module.
package line
