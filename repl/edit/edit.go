// Package edit builds the command that opens a file at a line in the student's editor.
// Start reading in this file.
//
// The package may not import other packages of lab.
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

// A Command is the command line that opens a file.
type Command struct {
	Args []string
	// Window reports whether the editor opens its own window. Other editors take over the
	// terminal.
	Window bool
}

// ErrNone means that no editor is configured. Its text says how to configure one.
var ErrNone = errors.New("no editor is set: set EDITOR, for example to nano, vim or code, and start lab again, or open the file yourself")

// windows are the editors that open a window of their own.
var windows = []string{"code", "code-insiders", "codium", "cursor", "windsurf", "zed", "subl", "atom", "gedit", "gnome-text-editor",
	"kate", "kwrite", "mate", "bbedit", "gvim", "mvim", "macvim", "notepad", "notepad++", "idea", "xed", "pluma", "mousepad", "open"}

// A place returns the arguments that open a file at a line.
type place func(file, line string) []string

func plus(file, line string) []string  { return []string{"+" + line, file} }
func colon(file, line string) []string { return []string{file + ":" + line} }
func alone(file, _ string) []string    { return []string{file} }
func goTo(file, line string) []string  { return []string{"-g", file + ":" + line} }

// places are the editors that do not take the line as +LINE.
var places = map[string]place{
	"code": goTo, "code-insiders": goTo, "codium": goTo, "cursor": goTo, "windsurf": goTo,
	"zed": colon, "subl": colon, "hx": colon, "helix": colon,
	"notepad": alone, "open": alone, "gnome-text-editor": alone, "ed": alone, "mousepad": alone,
	"mate":      func(file, line string) []string { return []string{"-l", line, file} },
	"kate":      func(file, line string) []string { return []string{"-l", line, file} },
	"idea":      func(file, line string) []string { return []string{"--line", line, file} },
	"notepad++": func(file, line string) []string { return []string{"-n" + line, file} },
}

// For returns the command that opens a file. It uses the editor that VISUAL or EDITOR names, and
// otherwise VS Code if it is installed.
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

// Here calls For with the environment of this process.
func Here(file string, line int) (Command, error) {
	return For(file, line, os.Getenv, func(name string) bool {
		_, err := exec.LookPath(name)
		return err == nil
	})
}

// Line returns the number of the first line that contains TODO, or 1. A student starts to edit
// there.
func Line(text []byte) int {
	before, _, found := bytes.Cut(text, []byte("TODO"))
	if !found {
		return 1
	}
	return bytes.Count(before, []byte("\n")) + 1
}
