package reach

import (
	"bytes"
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

// ErrTooLarge is returned for a file that is too large to be read into memory.
var ErrTooLarge = errors.New("the file is too large")

// A Folder holds the files of a node's programs. Nothing outside of it can be accessed, neither by
// .. nor by a symbolic link, even if the folder changes at the same time (os.Root).
type Folder struct {
	*os.Root
	// Dir is the folder's absolute path.
	Dir string

	written atomic.Int64 // in bytes
	// watches is the number of watches of the folder. folders is the number of folders that the
	// watches observe.
	watches, folders atomic.Int64
}

// mostWritten is the number of bytes that a node's programs can write in total. It protects the
// disk of the user who runs the node. A new file, folder or link counts as perEntry bytes.
const (
	mostWritten = 2 << 30
	perEntry    = 4 << 10
)

// Write writes data to a file of the folder. It fails with syscall.ENOSPC if the programs have
// written more than mostWritten bytes.
func (f *Folder) Write(file *os.File, data string) error {
	if err := f.charge(int64(len(data))); err != nil {
		return err
	}
	_, err := file.WriteString(data)
	return err
}

func (f *Folder) charge(n int64) error {
	if f.written.Add(n) > mostWritten {
		return syscall.ENOSPC
	}
	return nil
}

// OpenFile is like os.Root.OpenFile. If it would create a file, it fails in the same cases as
// Write.
func (f *Folder) OpenFile(name string, flags int, perm fs.FileMode) (*os.File, error) {
	if flags&os.O_CREATE != 0 {
		if _, err := f.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			if err := f.charge(perEntry); err != nil {
				return nil, err
			}
		}
	}
	return f.Root.OpenFile(name, flags, perm)
}

// Mkdir is like os.Root.Mkdir, but fails in the same cases as Write.
func (f *Folder) Mkdir(name string, perm fs.FileMode) error {
	if err := f.charge(perEntry); err != nil {
		return err
	}
	return f.Root.Mkdir(name, perm)
}

// Link is like os.Root.Link, but fails in the same cases as Write.
func (f *Folder) Link(old, name string) error {
	if err := f.charge(perEntry); err != nil {
		return err
	}
	return f.Root.Link(old, name)
}

// Symlink is like os.Root.Symlink, but fails in the same cases as Write.
func (f *Folder) Symlink(old, name string) error {
	if err := f.charge(perEntry); err != nil {
		return err
	}
	return f.Root.Symlink(old, name)
}

// OpenFolder opens a folder. The caller must close it.
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

// An OutsideError is the error for a path outside of a folder.
type OutsideError struct {
	// Dir is the folder.
	Dir string
}

// Error says what the user can do.
func (e *OutsideError) Error() string {
	return "outside of " + e.Dir + ", the only folder that programs of this node can use: copy it there, or start the node in a folder above"
}

// Unwrap makes the error a case of fs.ErrPermission.
func (e *OutsideError) Unwrap() error { return fs.ErrPermission }

// Local returns path relative to the folder. A relative path is relative to cwd, which is itself
// relative to the folder. If the path is outside of the folder, Local fails with an OutsideError.
func (f *Folder) Local(cwd, path string) (string, error) {
	if strings.ContainsRune(path, 0) {
		return "", fs.ErrPermission
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.Dir, cwd, path)
	}
	local, err := filepath.Rel(f.Dir, path)
	if err != nil || !filepath.IsLocal(local) {
		return "", &OutsideError{f.Dir}
	}
	return local, nil
}

// OpenRegular opens a regular file for reading. It refuses other kinds, such as pipes, without
// blocking.
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

// ReadRegular returns the contents of a regular file of at most limit bytes.
func (f *Folder) ReadRegular(local string, limit int64) ([]byte, error) {
	return f.ReadWithRoom(local, limit, nil)
}

// ReadWithRoom is ReadRegular, but first calls room with the size of the file, and returns its
// error.
func (f *Folder) ReadWithRoom(local string, limit int64, room func(size int) error) ([]byte, error) {
	file, info, err := f.OpenRegular(local)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info.Size() > limit {
		return nil, ErrTooLarge
	}
	if room != nil {
		if err := room(int(info.Size())); err != nil {
			return nil, err
		}
	}
	b := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	_, err = b.ReadFrom(io.LimitReader(file, limit+1)) // the file may have grown
	if err == nil && int64(b.Len()) > limit {
		err = ErrTooLarge
	}
	return b.Bytes(), err
}
