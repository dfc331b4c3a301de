package files

import (
	"io/fs"
	"path/filepath"
	"time"

	"lab/runtime/library"
	"lab/runtime/term"
)

// This file tells what is known of files, and changes modes, times and links.

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
		link, ok := f.local(a[1])
		if !ok {
			return term.Term{}, fs.ErrPermission
		}
		return term.Ok, f.root.Link(name, link)
	})
	f.on(x, "make_symlink", 2, f.makeSymlink)
}

// makeSymlink is make_symlink(Existing, New). The link says where Existing is as seen
// from New, so that it holds when the folder is moved or copied.
func (f *files) makeSymlink(name string, a []term.Term) (term.Term, error) {
	link, ok := f.local(a[1])
	if !ok {
		return term.Term{}, fs.ErrPermission
	}
	target, err := filepath.Rel(filepath.Dir(link), name)
	if err != nil {
		return term.Term{}, fs.ErrPermission
	}
	return term.Ok, f.root.Symlink(target, link)
}

// fileInfo is the record file_info (file.hrl), its times in seconds since 1970.
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
		mode |= 0o100000 // as POSIX has it in st_mode
	} else if i.IsDir() {
		mode |= 0o040000
	}
	return term.Tup(term.Sym("file_info"), term.Int(i.Size()), term.Sym(kind), term.Sym(access), when, when, when,
		term.Int(mode), term.Int(1), zero, zero, zero, zero, zero)
}
