package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// This file copies a project, so that changes during the grading have no effect.

// These limits apply to a copied project: the total size of its files in bytes, and their number.
// Build products and git's own files do not count.
const (
	maxProject = 64 << 20
	maxFiles   = 20_000
)

var notCopied = []string{".git", "_build", "node_modules", ".elixir_ls"}

// A LeftOutError reports that a project contains something that cannot be graded.
type LeftOutError struct{ Text string }

func (e *LeftOutError) Error() string { return e.Text }

// CopyProject copies a project to a new folder and returns the hash of its files: the SHA-256 of
// their names and contents in hexadecimal. It returns a *LeftOutError for a link that leads out of
// the project and for unreadable files, because nothing may be silently ignored.
func CopyProject(from, to string) (hash string, err error) {
	c := &copying{from: from, to: to, sums: map[string]string{}}
	if c.root, err = filepath.EvalSymlinks(from); err != nil {
		return "", fmt.Errorf("the project: %w", err)
	}
	err = filepath.WalkDir(c.root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return c.unread(name, err)
		}
		return c.entry(name, d)
	})
	if err != nil {
		return "", fmt.Errorf("copying %s: %w", from, err)
	}
	return c.hash(), nil
}

type copying struct {
	from, root, to string
	sums           map[string]string // hashes of files by name
	size           int64
	folders        int
}

func (c *copying) entry(name string, d fs.DirEntry) error {
	rel, err := filepath.Rel(c.root, name)
	if err != nil {
		return err
	}
	switch {
	case d.IsDir() && slices.Contains(notCopied, d.Name()) && rel != ".":
		return filepath.SkipDir
	case d.IsDir():
		if c.folders++; c.folders > maxFiles {
			return c.tooMuch(rel)
		}
		return c.written(name, os.MkdirAll(filepath.Join(c.to, rel), 0o755))
	case d.Type()&fs.ModeSymlink != 0:
		return c.link(name, rel)
	case d.Type().IsRegular():
		return c.file(name, rel)
	}
	return nil // sockets and the like have no content
}

// link copies the target of a link within the project.
func (c *copying) link(name, rel string) error {
	target, err := filepath.EvalSymlinks(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &LeftOutError{fmt.Sprintf("%s is a link to a file that is not there", rel)}
	}
	if err != nil { // such as a link to itself
		return &LeftOutError{fmt.Sprintf("%s is a link that cannot be followed (%v); put the file itself in its place", rel, err)}
	}
	within, err := filepath.Rel(c.root, target)
	if err != nil || within == ".." || strings.HasPrefix(within, ".."+string(filepath.Separator)) {
		return &LeftOutError{fmt.Sprintf("%s is a link that leads out of the project; put the file itself in its place", rel)}
	}
	info, err := os.Stat(target)
	switch {
	case err != nil:
		return c.unread(name, err)
	case info.IsDir():
		return &LeftOutError{fmt.Sprintf("%s is a link to a folder; put the folder itself in its place", rel)}
	case !info.Mode().IsRegular(): // reading a pipe would block
		return &LeftOutError{fmt.Sprintf("%s is a link to something that is not a file", rel)}
	}
	return c.file(target, rel)
}

// unread returns the error for a file that cannot be copied. It is a *LeftOutError if the cause is
// the project and not this machine.
func (c *copying) unread(name string, err error) error {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return err
	}
	if rel, relErr := filepath.Rel(c.root, name); relErr == nil {
		name = rel
	}
	for _, theirs := range []error{fs.ErrPermission, fs.ErrNotExist, syscall.ENAMETOOLONG, syscall.ELOOP} {
		if errors.Is(err, theirs) {
			return &LeftOutError{fmt.Sprintf("%.200s cannot be read: %v", name, path.Err)}
		}
	}
	return err
}

func (c *copying) file(name, rel string) error {
	info, err := os.Stat(name)
	if err != nil {
		return c.unread(name, err)
	}
	c.size += info.Size()
	if c.size > maxProject || len(c.sums) >= maxFiles {
		return c.tooMuch(rel)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return c.unread(name, err)
	}
	sum := sha256.Sum256(text)
	c.sums[filepath.ToSlash(rel)] = hex.EncodeToString(sum[:])
	to := filepath.Join(c.to, rel)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return c.written(name, os.WriteFile(to, text, 0o644))
}

// written handles the error of writing a file. A name that is valid in the original folder may be
// too long in the new folder.
func (c *copying) written(name string, err error) error {
	if errors.Is(err, syscall.ENAMETOOLONG) {
		return c.unread(name, err)
	}
	return err
}

func (c *copying) tooMuch(rel string) error {
	return &LeftOutError{fmt.Sprintf("the project has more than %d MB, or %d files or folders; remove those that you did not write (%s is among them)", maxProject>>20, maxFiles, rel)}
}

func (c *copying) hash() string {
	var names []string
	for name := range c.sums {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%s %q\n", c.sums[name], name)
	}
	return hex.EncodeToString(h.Sum(nil))
}
