package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"

	"lab/runtime/lib/erlang"
	"lab/runtime/lib/text"
	"lab/runtime/library"
	"lab/runtime/reach"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// maxFile is the maximum size of a file for read_file/1.
const maxFile = 64 << 20

// A Disk reads the files of a node for the compiler.
type Disk struct {
	// Read reads a file by the name that a program uses.
	Read func(name string) ([]byte, error)
	// Current returns the folder of relative names, which File.cd changes.
	Current func() string
}

// files implements :prim_file, :lab_file and :filelib within one folder.
type files struct {
	root *reach.Folder
	cwd  atomic.Pointer[string] // base of relative paths, inside the folder
	open open
}

// Install registers :prim_file, :lab_file and :filelib for the folder dir on a machine. A machine
// without Install has no files.
func Install(m *vm.Machine, dir string) (Disk, error) {
	root, err := reach.OpenFolder(dir)
	if err != nil {
		return Disk{}, err
	}
	f := &files{root: root}
	f.cwd.Store(new("."))
	installFile(library.Module{Machine: m, Name: "prim_file"}, f)
	installLinks(library.Module{Machine: m, Name: "prim_file"}, f)
	f.installOutside(library.Module{Machine: m, Name: "prim_file"})
	installHandles(library.Module{Machine: m, Name: "lab_file"}, f)
	installFilelib(library.Module{Machine: m, Name: "filelib"}, f)
	installWildcard(library.Module{Machine: m, Name: "filelib"}, f)
	return Disk{Read: f.read, Current: f.current}, nil
}

func (f *files) current() string { return filepath.Join(f.root.Dir, *f.cwd.Load()) }

// errNoName is the error for a term that is not a file name: file:read_file(<<0>>) returns badarg.
var errNoName = errors.New("not the name of a file")

// local returns the name of a path inside the folder.
func (f *files) local(t term.Term) (string, error) { return f.localAt(*f.cwd.Load(), t) }

// localAt returns a name like local. dir is the base of relative paths.
func (f *files) localAt(dir string, t term.Term) (string, error) {
	name, ok := text.FormatText(t)
	switch {
	case !ok || strings.ContainsRune(name, 0):
		return "", errNoName
	case name == "":
		return "", fs.ErrNotExist
	}
	return f.root.Local(dir, name)
}

func (f *files) read(name string) ([]byte, error) {
	local, err := f.root.Local(*f.cwd.Load(), name)
	if err != nil {
		return nil, err
	}
	return f.root.ReadRegular(local, maxFile)
}

// readWithRoom reads a file for which there is memory, also for a copy as a term. The memory is
// claimed until release is called.
func (f *files) readWithRoom(m *vm.Machine, local string) (b []byte, release func(), err error) {
	release = func() {}
	b, err = f.root.ReadWithRoom(local, maxFile, func(size int) error {
		claimed, err := m.Claim(2 * size)
		if err != nil {
			return reach.ErrTooLarge
		}
		release = claimed
		return nil
	})
	return b, release, err
}

// posix returns Erlang's atom for an error of the file system.
func posix(err error) term.Term {
	for _, known := range []struct {
		is   error
		name string
	}{
		{syscall.EPERM, "eperm"}, {fs.ErrNotExist, "enoent"}, {fs.ErrExist, "eexist"}, {fs.ErrPermission, "eacces"},
		{errNoName, "badarg"}, {os.ErrClosed, "einval"}, {syscall.EISDIR, "eisdir"}, {syscall.ENOTDIR, "enotdir"}, {syscall.ENOTEMPTY, "eexist"},
		{syscall.ENOSPC, "enospc"}, {syscall.EMFILE, "emfile"}, {syscall.EBADF, "ebadf"}, {syscall.EINVAL, "einval"}, {reach.ErrTooLarge, "enomem"},
	} {
		if errors.Is(err, known.is) {
			return term.Sym(known.name)
		}
	}
	return term.Sym("eio")
}

// installOutside registers the functions that explain why a path, or one of two, cannot be used.
// They return "" for paths inside the folder, and otherwise a text for the end of an error message.
func (f *files) installOutside(x library.Module) {
	explain := func(_ *vm.Process, paths []term.Term) (term.Term, error) {
		for _, path := range paths {
			_, err := f.local(path)
			if outside, ok := errors.AsType[*reach.OutsideError](err); ok {
				return term.Str(" (" + outside.Error() + ")"), nil
			}
		}
		return inside, nil
	}
	x.Func("outside", 1, explain)
	x.Func("outside", 2, explain)
}

// inside is the text for paths that can be used.
var inside = term.Str("")

func fileError(err error) term.Term { return term.Tup(term.Error, posix(err)) }

// on registers a function of a path. The function runs outside the workers.
func (f *files) on(x library.Module, name string, arity int, do func(name string, a []term.Term) (term.Term, error)) {
	x.Step(name, arity, func(p *vm.Process, a []term.Term) vm.Step {
		local, err := f.local(a[0])
		if err != nil {
			return p.Return(fileError(err))
		}
		return p.Block(func() (term.Term, error) {
			v, err := do(local, a)
			if err != nil {
				return fileError(err), nil
			}
			return v, nil
		})
	})
}

func installFile(x library.Module, f *files) {
	f.on(x, "read_file", 1, func(name string, _ []term.Term) (term.Term, error) {
		b, release, err := f.readWithRoom(x.Machine, name)
		defer release()
		return term.Tup(term.Ok, term.Str(string(b))), err
	})
	write := func(name string, a []term.Term) (term.Term, error) {
		data, ok := erlang.IOString(nil, a[1])
		if !ok {
			return term.Tup(term.Error, term.ABadarg.Term()), nil
		}
		flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
		if len(a) == 3 {
			modes, _ := a[2].Slice()
			switch {
			case erlang.HasAtom(modes, "append"):
				flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
			case erlang.HasAtom(modes, "exclusive"):
				flags = os.O_CREATE | os.O_WRONLY | os.O_EXCL
			}
		}
		file, err := f.root.OpenFile(name, flags|syscall.O_NONBLOCK, 0o644)
		if err != nil {
			return term.Term{}, err
		}
		err = f.root.Write(file, data)
		return term.Ok, errors.Join(err, file.Close())
	}
	f.on(x, "write_file", 2, write)
	f.on(x, "write_file", 3, write)
	list := func(name string, _ []term.Term) (term.Term, error) {
		entries, err := fs.ReadDir(f.root.FS(), filepath.ToSlash(name))
		var out []term.Term
		for _, e := range entries {
			out = append(out, term.Charlist(e.Name()))
		}
		return term.Tup(term.Ok, term.List(out...)), err
	}
	f.on(x, "list_dir", 1, list)
	f.on(x, "list_dir_all", 1, list)
	f.on(x, "make_dir", 1, func(name string, _ []term.Term) (term.Term, error) {
		return term.Ok, f.root.Mkdir(name, 0o755)
	})
	remove := func(dir bool) func(string, []term.Term) (term.Term, error) {
		return func(name string, _ []term.Term) (term.Term, error) {
			info, err := f.root.Lstat(name)
			switch {
			case err != nil:
				return term.Term{}, err
			case dir && !info.IsDir():
				return term.Term{}, syscall.ENOTDIR
			case !dir && info.IsDir():
				return term.Term{}, syscall.EPERM
			}
			return term.Ok, f.root.Remove(name)
		}
	}
	f.on(x, "delete", 1, remove(false))
	f.on(x, "delete", 2, remove(false))
	f.on(x, "del_dir", 1, remove(true))
	f.on(x, "rename", 2, func(name string, a []term.Term) (term.Term, error) {
		to, err := f.local(a[1])
		if err == nil {
			err = f.rename(name, to)
		}
		return term.Ok, err
	})
	f.on(x, "change_owner", 3, func(name string, a []term.Term) (term.Term, error) {
		uid, ok := a[1].AsInt()
		gid, also := a[2].AsInt()
		if !ok || !also {
			return term.Term{}, errNoName
		}
		return term.Ok, f.root.Chown(name, int(uid), int(gid))
	})
	x.Func("get_cwd", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		return term.Tup(term.Ok, term.Charlist(f.current())), nil
	})
	f.on(x, "set_cwd", 1, func(name string, _ []term.Term) (term.Term, error) {
		info, err := f.root.Stat(name)
		if err == nil && !info.IsDir() {
			err = syscall.ENOTDIR
		}
		if err == nil {
			f.cwd.Store(&name)
		}
		return term.Ok, err
	})
	x.Func("native_name_encoding", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Sym("utf8"), nil })
}

func installFilelib(x library.Module, f *files) {
	is := func(name string, test func(i fs.FileInfo) bool) {
		x.Step(name, 1, func(p *vm.Process, a []term.Term) vm.Step {
			local, err := f.local(a[0])
			if err != nil {
				return p.Return(term.False)
			}
			return p.Block(func() (term.Term, error) {
				i, err := f.root.Stat(local)
				return term.Bool(err == nil && test(i)), nil
			})
		})
	}
	is("is_file", func(i fs.FileInfo) bool { return i.IsDir() || i.Mode().IsRegular() })
	is("is_dir", fs.FileInfo.IsDir)
	is("is_regular", func(i fs.FileInfo) bool { return i.Mode().IsRegular() })
}

// fileErrors holds the texts of file:format_error/1.
var fileErrors = map[string]string{
	"enoent": "no such file or directory", "eexist": "file already exists", "eacces": "permission denied",
	"eisdir": "illegal operation on a directory", "enotdir": "not a directory",
	"enospc": "no space left on device", "einval": "invalid argument", "enomem": "not enough memory",
	"eio": "I/O error", "eperm": "not owner", "ebadf": "bad file number",
	"badarg": "bad argument", "terminated": "the file server process is terminated",
	"system_limit": "a system limit was hit, probably not enough ports",
}

// installFileErrors registers the functions that need no folder.
func installFileErrors(x library.Module) {
	x.Func("format_error", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		text, ok := fileErrors[library.AtomName(a[0])]
		if !ok {
			text = "unknown POSIX error"
		}
		return term.Charlist(text), nil
	})
	for arity := 1; arity <= 2; arity++ { // for a machine without a folder
		x.Func("outside", arity, func(*vm.Process, []term.Term) (term.Term, error) { return inside, nil })
	}
}
