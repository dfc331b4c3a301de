package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"lab/runtime/lib/text"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file reads the attributes of files, and changes modes, times and links.

func installLinks(x library.Module, f *files) {
	info := func(stat func(name string) (fs.FileInfo, error)) func(string, []term.Term) (term.Term, error) {
		return func(name string, _ []term.Term) (term.Term, error) {
			i, err := stat(name)
			if err != nil {
				return term.Term{}, err
			}
			return term.Tup(term.Ok, fileInfo(i)), nil
		}
	}
	f.on(x, "read_file_info", 1, info(f.root.Stat))
	f.on(x, "read_link_info", 1, info(f.root.Lstat))
	f.on(x, "change_mode", 2, func(name string, a []term.Term) (term.Term, error) {
		mode, ok := a[1].AsInt()
		if !ok || mode < 0 {
			return term.Tup(term.Error, term.ABadarg.Term()), nil
		}
		return term.Ok, f.root.Chmod(name, fs.FileMode(mode)&fs.ModePerm)
	})
	f.on(x, "change_time", 3, func(name string, a []term.Term) (term.Term, error) {
		atime, ok := a[1].AsInt()
		mtime, also := a[2].AsInt()
		if !ok || !also {
			return term.Tup(term.Error, term.ABadarg.Term()), nil
		}
		return term.Ok, f.root.Chtimes(name, time.Unix(atime, 0), time.Unix(mtime, 0))
	})
	f.on(x, "read_link", 1, func(name string, _ []term.Term) (term.Term, error) {
		target, err := f.root.Readlink(name)
		return term.Tup(term.Ok, term.Charlist(filepath.ToSlash(target))), err
	})
	f.on(x, "make_link", 2, func(name string, a []term.Term) (term.Term, error) {
		link, err := f.local(a[1])
		if err == nil {
			err = f.root.Link(name, link)
		}
		return term.Ok, err
	})
	x.Step("make_symlink", 2, func(p *vm.Process, a []term.Term) vm.Step {
		return p.Block(func() (term.Term, error) {
			if err := f.makeSymlink(a[0], a[1]); err != nil {
				return fileError(err), nil
			}
			return term.Ok, nil
		})
	})
}

// makeSymlink creates a link to existing, which is relative to the folder of the link. An absolute
// path is made relative, because links must not lead out of the folder.
func (f *files) makeSymlink(existing, at term.Term) error {
	link, err := f.local(at)
	if err != nil {
		return err
	}
	target, err := f.localAt(filepath.Dir(link), existing)
	if err != nil {
		return err
	}
	if as, _ := text.FormatText(existing); !filepath.IsAbs(as) {
		return f.root.Symlink(as, link)
	}
	if target, err = filepath.Rel(filepath.Dir(link), target); err != nil {
		return fs.ErrPermission
	}
	return f.root.Symlink(target, link)
}

// rename implements rename(Old, New). A file can replace a file, and a folder an empty folder.
func (f *files) rename(name, to string) error {
	from, err := f.root.Lstat(name)
	if err != nil {
		return err
	}
	there, err := f.root.Lstat(to)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist) || err == nil && os.SameFile(from, there):
		return err
	case from.IsDir() && strings.HasPrefix(to, name+string(filepath.Separator)):
		return syscall.EINVAL
	case err != nil || !there.IsDir():
		return f.root.Rename(name, to)
	case !from.IsDir():
		return syscall.EISDIR
	}
	if err := f.root.Remove(to); err != nil {
		return err
	}
	return f.root.Rename(name, to)
}

// fileInfo returns the record file_info (file.hrl) with times in seconds since 1970.
func fileInfo(i fs.FileInfo) term.Term {
	kind := "regular"
	switch {
	case i.IsDir():
		kind = "directory"
	case i.Mode()&fs.ModeSymlink != 0:
		kind = "symlink"
	case !i.Mode().IsRegular():
		kind = "other"
	}
	access := "none"
	switch i.Mode().Perm() & 0o600 {
	case 0o600:
		access = "read_write"
	case 0o400:
		access = "read"
	case 0o200:
		access = "write"
	}
	when, zero := term.Int(i.ModTime().Unix()), term.Int(0)
	mode := int64(i.Mode().Perm())
	if i.Mode().IsRegular() {
		mode |= 0o100000 // S_IFREG of POSIX
	} else if i.IsDir() {
		mode |= 0o040000
	}
	return term.Tup(term.Sym("file_info"), term.Int(i.Size()), term.Sym(kind), term.Sym(access), when, when, when,
		term.Int(mode), term.Int(1), zero, zero, zero, zero, zero)
}
