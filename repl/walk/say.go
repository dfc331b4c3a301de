package walk

import (
	"fmt"
	"strings"

	"lab/repl/paint"
	"lab/repl/workbook"
)

// This file prints the text of the guide and the output of the nodes.

// say prints text of the guide as whole lines.
func (w *Walk) say(format string, args ...any) {
	if w.column {
		w.print("\n")
	}
	for _, line := range strings.Split(strings.TrimRight(paint.Plain(fmt.Sprintf(format, args...)), "\n"), "\n") {
		w.print(filled(line) + "\n")
	}
}

// columns is the width of the guide's text, which fits terminals of unknown width.
const columns = 80

// filled wraps a line of the guide with a hanging indent. It leaves code excerpts of the compiler
// unchanged.
func filled(line string) string {
	if strings.Contains(line, "│") {
		return line
	}
	in := len(line) - len(strings.TrimLeft(line, " "))
	if choice := strings.TrimLeft(line, " "); strings.HasPrefix(choice, "/") {
		in += len("/1  ")
	}
	return paint.Indent(paint.Wrap(line, columns-in), in)
}

// output prints the output of a node. If the node is not the current node, its name precedes each
// line.
func (w *Walk) output(msg workbook.Output) {
	if w.column && w.lastOut != msg.Node {
		w.print("\n")
	}
	text := msg.Text
	if msg.Node != w.node && !w.column {
		from, end := "["+msg.Node+"] ", text[len(strings.TrimRight(text, "\n")):]
		text = from + strings.ReplaceAll(strings.Trim(text, "\n"), "\n", "\n"+from) + end
	}
	w.lastOut = msg.Node
	w.print(text)
}
