package walk

import (
	"fmt"
	"strings"

	"lab/repl/paint"
	"lab/repl/workbook"
)

// This file prints: what the guide says, and what nodes print.

// say prints whole lines.
func (w *Walk) say(format string, args ...any) {
	if w.column {
		w.print("\n")
	}
	for _, line := range strings.Split(strings.TrimRight(fmt.Sprintf(format, args...), "\n"), "\n") {
		w.print(filled(line) + "\n")
	}
}

// columns is how wide the guide's text is: where nothing is known of the terminal, 80 fit.
const columns = 80

// filled folds a line that the guide says, as far in as it begins. Drawings of the compiler stay as they are.
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

// output names the node whenever it is another than the one that printed before.
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
