// Package edit says how a file is opened in the student's editor, at a line.
//
// The package may import nothing of lab.
package edit

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Command opens a file.
type Command struct {
	Args []string
	// Window says that the editor has a window of its own. Others take the terminal.
	Window bool
}

// ErrNone says that there is no editor, and how to name one.
var ErrNone = errors.New("no editor is named: set EDITOR, to nano or vim or code, say, and start lab again; or open the file by hand")

// windows are editors with a window of their own.
var windows = []string{"code", "code-insiders", "codium", "cursor", "windsurf", "zed", "subl", "atom", "gedit", "gnome-text-editor",
	"kate", "kwrite", "mate", "bbedit", "gvim", "mvim", "macvim", "notepad", "notepad++", "idea", "xed", "pluma", "mousepad", "open"}

// A place makes the arguments by which an editor opens a file at a line.
type place func(file, line string) []string

func plus(file, line string) []string  { return []string{"+" + line, file} }
func colon(file, line string) []string { return []string{file + ":" + line} }
func alone(file, _ string) []string    { return []string{file} }
func goTo(file, line string) []string  { return []string{"-g", file + ":" + line} }

// places are the editors that are told of a line in another way than by +LINE.
var places = map[string]place{
	"code": goTo, "code-insiders": goTo, "codium": goTo, "cursor": goTo, "windsurf": goTo,
	"zed": colon, "subl": colon, "hx": colon, "helix": colon,
	"notepad": alone, "open": alone, "gnome-text-editor": alone, "ed": alone, "mousepad": alone,
	"mate":      func(file, line string) []string { return []string{"-l", line, file} },
	"kate":      func(file, line string) []string { return []string{"-l", line, file} },
	"idea":      func(file, line string) []string { return []string{"--line", line, file} },
	"notepad++": func(file, line string) []string { return []string{"-n" + line, file} },
}

// For returns the command that opens a file: the editor that VISUAL or EDITOR names, else VS
// Code where it is installed.
func For(file string, line int, env func(name string) string, installed func(name string) bool) (Command, error) {
	words := strings.Fields(env("VISUAL"))
	if len(words) == 0 {
		words = strings.Fields(env("EDITOR"))
	}
	if len(words) == 0 && installed("code") {
		words = []string{"code"}
	}
	if len(words) == 0 {
		return Command{}, ErrNone
	}
	name := strings.TrimSuffix(strings.ToLower(filepath.Base(words[0])), ".exe")
	name = strings.TrimSuffix(name, ".cmd")
	at, known := places[name]
	if !known {
		at = plus
	}
	return Command{append(words, at(file, strconv.Itoa(line))...), slices.Contains(windows, name)}, nil
}

// Here is For in the environment of this process.
func Here(file string, line int) (Command, error) {
	return For(file, line, os.Getenv, func(name string) bool {
		_, err := exec.LookPath(name)
		return err == nil
	})
}

// Line is the line of a text at which a student begins: the first that says TODO, else the
// first.
func Line(text []byte) int {
	before, _, found := bytes.Cut(text, []byte("TODO"))
	if !found {
		return 1
	}
	return bytes.Count(before, []byte("\n")) + 1
}
