// Package line edits the line being typed at a prompt. It holds the text, the cursor and the
// history, and implements the editing keys known from readline. It neither draws nor reads the
// terminal, so the inline prompt of `lab iex` and the panes of the workbook share it.
//
// Start reading in editor.go. The package may import repl/keys only.
package line
