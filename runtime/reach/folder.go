package reach

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
)

// ErrTooLarge says that a file is too large to be taken into memory.
var ErrTooLarge = errors.New("the file is too large")

// A Folder is where the files of a node's programs are. Nothing reaches out of it:
// neither .. nor a symbolic link, also where it is changed meanwhile (os.Root).
type Folder struct {
	*os.Root
	// Dir is the folder's own path, without links at its start.
	Dir string

	written atomic.Int64 // bytes
}

// mostWritten bounds what the programs of a node write in its life, in bytes: the disk is that of
// whoever runs the node.
const mostWritten = 2 << 30

// Write writes data to a file of the folder. It fails with syscall.ENOSPC where programs have
// written as much as they may.
func (f *Folder) Write(file *os.File, data string) error {
	if f.written.Add(int64(len(data))) > mostWritten {
		return syscall.ENOSPC
	}
	_, err := file.WriteString(data)
	return err
}

// OpenFolder opens a folder, which its user closes.
func OpenFolder(dir string) (*Folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Folder{Root: root, Dir: dir}, nil
}

// Local is what a path is called inside the folder. Relative paths begin at cwd, which
// is a local path itself. A path outside of the folder is refused with
// fs.ErrPermission.
func (f *Folder) Local(cwd, path string) (string, error) {
	if strings.ContainsRune(path, 0) {
		return "", fs.ErrPermission
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.Dir, cwd, path)
	}
	local, err := filepath.Rel(f.Dir, path)
	if err != nil || !filepath.IsLocal(local) {
		return "", fs.ErrPermission
	}
	return local, nil
}

// OpenRegular opens a regular file for reading. A pipe is none, and is not waited for.
func (f *Folder) OpenRegular(local string) (*os.File, fs.FileInfo, error) {
	file, err := f.OpenFile(local, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = syscall.EISDIR
	case !info.Mode().IsRegular():
		err = fs.ErrPermission
	}
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("open %s: %w", local, err)
	}
	return file, info, nil
}

// ReadRegular returns what is in a regular file of at most limit bytes.
func (f *Folder) ReadRegular(local string, limit int64) ([]byte, error) {
	file, info, err := f.OpenRegular(local)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info.Size() > limit {
		return nil, ErrTooLarge
	}
	b, err := io.ReadAll(io.LimitReader(file, limit+1)) // it may have grown
	if err == nil && int64(len(b)) > limit {
		err = ErrTooLarge
	}
	return b, err
}
