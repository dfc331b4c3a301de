package room

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"lab/labs/catalogue"
	book "lab/labs/workbook"
)

// This file is an editor for the files of a lab. The files are on the teacher's machine. A student
// may not start programs there, and the student's own editor cannot reach the files.

// tabWidth is the text that the tab key inserts, the indentation of Elixir's formatter.
const tabWidth = "  "

// An editor edits one file of a lab at a time.
type editor struct {
	root  string // the workbook's folder
	files []string
	at    int // the index of the open file

	rows    [][]rune
	x, y    int
	top     int  // the first visible row
	changed bool // there are unsaved changes
	asked   bool // esc was pressed once with unsaved changes
	left    bool // the editor should close
	said    string
}

// filesOf returns the files that a student edits in a lab.
func filesOf(l *catalogue.Lab) []string {
	files := append([]string(nil), l.Files...)
	if l.Proxy != nil {
		files = append(files, path.Join(catalogue.Project, l.Proxy.Config))
	}
	return files
}

// openEditor opens an editor on the first file of a lab.
func openEditor(w *book.Workbook, l *catalogue.Lab) (*editor, error) {
	e := &editor{root: w.Dir, files: filesOf(l)}
	if len(e.files) == 0 {
		return nil, fmt.Errorf("this lab has no file to edit")
	}
	return e, e.read()
}

// within calls do with the workbook's folder as a root. A program on a node may have created a
// symbolic link that leads out of the folder. Files outside a root cannot be opened through such a
// link.
func (e *editor) within(do func(r *os.Root, name string) error) error {
	r, err := os.OpenRoot(e.root)
	if err != nil {
		return err
	}
	defer r.Close()
	return do(r, filepath.FromSlash(e.files[e.at]))
}

// largest is the maximum size of a file in bytes.
const largest = 256 << 10

// read reads the current file.
func (e *editor) read() error {
	return e.within(func(r *os.Root, name string) error {
		info, err := r.Stat(name)
		if err != nil {
			return fmt.Errorf("opening %s: %w", e.files[e.at], err)
		}
		if !info.Mode().IsRegular() || info.Size() > largest {
			return fmt.Errorf("%s is not a file that can be edited here", e.files[e.at])
		}
		text, err := r.ReadFile(name)
		if err != nil {
			return fmt.Errorf("opening %s: %w", e.files[e.at], err)
		}
		e.set(string(text))
		return nil
	})
}

func (e *editor) set(text string) {
	e.rows, e.x, e.y, e.top, e.changed = nil, 0, 0, 0, false
	for row := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n") {
		e.rows = append(e.rows, []rune(row))
	}
}

func (e *editor) text() string {
	var b strings.Builder
	for _, row := range e.rows {
		b.WriteString(string(row) + "\n")
	}
	return b.String()
}

// save replaces the file atomically, so a crash leaves either the old text or the new.
func (e *editor) save() {
	err := e.within(func(r *os.Root, name string) error {
		fresh := name + ".new"
		if err := r.WriteFile(fresh, []byte(e.text()), 0o644); err != nil {
			return err
		}
		return r.Rename(fresh, name)
	})
	if err != nil {
		e.said = "saving " + e.files[e.at] + ": " + err.Error()
		return
	}
	e.changed, e.said = false, "saved "+path.Base(e.files[e.at])+"; esc goes back to the lab"
}

// next opens the next file of the lab. It refuses while the current file has unsaved changes.
func (e *editor) next() {
	if e.changed {
		e.said = "ctrl+s saves this file first"
		return
	}
	e.at = (e.at + 1) % len(e.files)
	e.said = ""
	if err := e.read(); err != nil {
		e.set("")
		e.said = err.Error()
	}
}

// insert inserts typed or pasted text, which may have several lines.
func (e *editor) insert(text string) {
	for i, part := range strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", tabWidth).Replace(text), "\n") {
		if i > 0 {
			e.split(0)
		}
		clean := []rune(strings.Map(printable, part))
		if len(clean) == 0 {
			continue
		}
		row := e.rows[e.y]
		e.rows[e.y] = append(append(append([]rune(nil), row[:e.x]...), clean...), row[e.x:]...)
		e.x += len(clean)
		e.changed = true
	}
}

func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// breakRow starts a new row that has the indentation of the current row.
func (e *editor) breakRow() {
	indent := 0
	for indent < e.x && e.rows[e.y][indent] == ' ' {
		indent++
	}
	e.split(indent)
}

// split breaks the row at the cursor and indents the new row.
func (e *editor) split(indent int) {
	row := e.rows[e.y]
	rest := append([]rune(strings.Repeat(" ", indent)), row[e.x:]...)
	e.rows[e.y] = append([]rune(nil), row[:e.x]...)
	e.rows = append(e.rows[:e.y+1], append([][]rune{rest}, e.rows[e.y+1:]...)...)
	e.y, e.x, e.changed = e.y+1, indent, true
}

// erase deletes the character before the cursor.
func (e *editor) erase() {
	switch {
	case e.x > 0:
		row := e.rows[e.y]
		e.rows[e.y] = append(append([]rune(nil), row[:e.x-1]...), row[e.x:]...)
		e.x--
	case e.y > 0:
		before := e.rows[e.y-1]
		e.x = len(before)
		e.rows[e.y-1] = append(append([]rune(nil), before...), e.rows[e.y]...)
		e.rows = append(e.rows[:e.y], e.rows[e.y+1:]...)
		e.y--
	default:
		return
	}
	e.changed = true
}

// cutRow deletes the current row.
func (e *editor) cutRow() {
	e.rows = append(e.rows[:e.y], e.rows[e.y+1:]...)
	if len(e.rows) == 0 {
		e.rows = [][]rune{nil}
	}
	e.x, e.y, e.changed = 0, min(e.y, len(e.rows)-1), true
}
