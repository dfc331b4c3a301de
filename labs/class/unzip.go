package class

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"lab/labs/workbook"
)

// This file unpacks zip files. Their names and sizes are untrusted: a name must stay within the
// folder, and sizes are counted while reading.

// These limits apply to an unpacked archive. They equal those of a copied project
// (labs/workbook/copy.go).
const (
	maxUnpacked = 64 << 20
	maxEntries  = 20_000
)

// unzip unpacks an archive into a folder. It skips build products, the packages in node_modules,
// git's own files, and metadata of macOS.
func unzip(file, to string) error {
	r, err := zip.OpenReader(file)
	if err != nil {
		return refused("the zip file cannot be read: %v", notPath(err))
	}
	defer r.Close()
	if len(r.File) > maxEntries {
		return refused("there are more than %d files in it; remove those that are not part of the project", maxEntries)
	}
	left := int64(maxUnpacked)
	for _, f := range r.File {
		name, err := entryName(f)
		if err == nil && name != "" {
			err = unpack(f, filepath.Join(to, filepath.FromSlash(name)), &left)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entryName returns the relative path for a file of the archive, or "" to skip it.
func entryName(f *zip.File) (string, error) {
	name := strings.ReplaceAll(f.Name, `\`, "/") // some programs on Windows write backslashes
	folder := strings.HasSuffix(name, "/")
	name = strings.TrimSuffix(name, "/")
	if strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) || !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", refused("%.100q in the zip file is not a valid path", f.Name)
	}
	for part := range strings.SplitSeq(name, "/") {
		if slices.Contains([]string{"__MACOSX", ".git", "_build", "node_modules"}, part) {
			return "", nil
		}
	}
	switch mode := f.Mode(); {
	case folder || mode.IsDir():
		return "", nil // folders are created with their files
	case mode&fs.ModeSymlink != 0:
		return "", refused("%.100q in the zip file is a link; put the file itself in its place", f.Name)
	case !mode.IsRegular():
		return "", refused("%.100q in the zip file is neither a file nor a folder", f.Name)
	case f.Flags&1 != 0:
		return "", refused("%.100q in the zip file is encrypted", f.Name)
	}
	return path.Clean(name), nil
}

func unpack(f *zip.File, to string, left *int64) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return refused("%.100q in the zip file has a file in the place of a folder, or too long a name", f.Name)
	}
	in, err := f.Open()
	if err != nil {
		return refused("%.100q in the zip file cannot be read: %v", f.Name, err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return refused("%.100q is in the zip file twice, or has a name that does not fit here", f.Name)
	}
	n, err := io.Copy(out, io.LimitReader(in, *left+1))
	*left -= n
	closed := out.Close()
	switch {
	case *left < 0:
		return refused("it unpacks to more than %d MB; remove the files that are not part of the project", maxUnpacked>>20)
	case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, io.ErrUnexpectedEOF):
		return refused("%.100q in the zip file is damaged", f.Name)
	case err != nil || closed != nil:
		return fmt.Errorf("unpacking %.100q: %w", f.Name, errors.Join(err, closed))
	}
	return nil
}

func refused(format string, args ...any) error {
	return &workbook.LeftOutError{Text: fmt.Sprintf(format, args...)}
}

// notPath removes the path on the teacher's machine from an error.
func notPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
