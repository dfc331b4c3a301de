package files

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements the functions of lab_file for open files. A handle belongs to the process
// that opened it, and is closed when that process ends. erl_file.ex uses lab_file for raw files and
// for the devices of File.open.

// maxOpen is the maximum number of open files of a node.
const maxOpen = 1000

var (
	errTooMany = errors.New("too many open files")
	errClosed  = term.Tup(term.Error, term.Sym("einval"))
	aEOF       = term.Sym("eof")
)

// A refKey is a reference as a map key.
type refKey struct {
	node term.Atom
	id   [5]uint32
}

func keyOf(r *term.Ref) refKey { return refKey{r.Node, r.ID} }

// open holds the open files.
type open struct {
	mu    sync.Mutex
	files map[refKey]*os.File
}

func (o *open) add(ref term.Term, f *os.File) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.files) >= maxOpen {
		return errTooMany
	}
	o.files[keyOf(ref.Ref())] = f
	return nil
}

func (o *open) get(ref term.Term) *os.File {
	r := ref.Ref()
	if r == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.files[keyOf(r)]
}

// take removes a handle and returns its file, so that the file is closed only once.
func (o *open) take(ref term.Term) *os.File {
	r := ref.Ref()
	if r == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	f := o.files[keyOf(r)]
	delete(o.files, keyOf(r))
	return f
}

func installHandles(x library.Module, f *files) {
	f.open.files = map[refKey]*os.File{}
	x.Step("open", 2, f.openFile)
	x.Step("close", 1, func(p *vm.Process, a []term.Term) vm.Step {
		file := f.open.take(a[0])
		if file == nil {
			return p.Return(errClosed)
		}
		return p.Block(func() (term.Term, error) { return result(term.Ok, file.Close()), nil })
	})
	on := func(name string, arity int, do func(p *vm.Process, file *os.File, a []term.Term) (term.Term, error)) {
		x.Step(name, arity, func(p *vm.Process, a []term.Term) vm.Step {
			file := f.open.get(a[0])
			if file == nil {
				return p.Return(errClosed)
			}
			return p.Block(func() (term.Term, error) {
				v, err := do(p, file, a)
				return result(v, err), nil
			})
		})
	}
	on("read", 2, read)
	on("write", 2, f.write)
	on("position", 3, position)
	on("truncate", 1, func(_ *vm.Process, file *os.File, _ []term.Term) (term.Term, error) {
		at, err := file.Seek(0, io.SeekCurrent)
		return term.Ok, errors.Join(err, file.Truncate(at))
	})
	x.Step("watch", 1, f.watch)
	on("sync", 1, func(_ *vm.Process, file *os.File, _ []term.Term) (term.Term, error) { return term.Ok, file.Sync() })
}

func result(v term.Term, err error) term.Term {
	if err != nil {
		return fileError(err)
	}
	return v
}

// openFile implements open(Path, Modes), with the modes of file:open/2 that concern the operating
// system. It opens only regular files.
func (f *files) openFile(p *vm.Process, a []term.Term) vm.Step {
	local, err := f.local(a[0])
	if err != nil {
		return p.Return(fileError(err))
	}
	modes, _ := a[1].Slice()
	ref := term.FromRef(p.Machine().NewRef())
	var ended atomic.Bool
	drop := func() {
		if file := f.open.take(ref); file != nil {
			_ = file.Close() // the process has ended, so the error cannot be reported
		}
	}
	p.OnExit(func() {
		ended.Store(true)
		drop()
	})
	return p.Block(func() (term.Term, error) {
		file, err := f.root.OpenFile(local, openFlags(modes)|syscall.O_NONBLOCK, 0o644)
		if err != nil {
			return fileError(err), nil
		}
		if info, statErr := file.Stat(); statErr != nil || !info.Mode().IsRegular() {
			err = fs.ErrPermission
			if statErr == nil && info.IsDir() {
				err = syscall.EISDIR
			}
		} else {
			err = f.open.add(ref, file)
		}
		if err != nil {
			_ = file.Close() // err is the more useful error
			return fileError(err), nil
		}
		if ended.Load() { // the process ended while the file was being opened
			drop()
		}
		return term.Tup(term.Ok, ref), nil
	})
}

func openFlags(modes []term.Term) int {
	reads, writes := erlang.HasAtom(modes, "read"), erlang.HasAtom(modes, "write")
	flags := os.O_RDONLY
	switch {
	case erlang.HasAtom(modes, "append"):
		flags = os.O_CREATE | os.O_APPEND | os.O_WRONLY
		if reads {
			flags = os.O_CREATE | os.O_APPEND | os.O_RDWR
		}
	case erlang.HasAtom(modes, "exclusive"):
		flags = os.O_CREATE | os.O_EXCL | os.O_RDWR
	case reads && writes:
		flags = os.O_CREATE | os.O_RDWR
	case writes:
		flags = os.O_CREATE | os.O_TRUNC | os.O_WRONLY
	}
	return flags
}

// read implements read(Handle, Bytes).
func read(p *vm.Process, file *os.File, a []term.Term) (term.Term, error) {
	n, ok := a[1].AsInt()
	if !ok || n < 0 || n > maxFile {
		return term.Term{}, syscall.EINVAL
	}
	if info, err := file.Stat(); err == nil {
		n = min(n, info.Size()+1)
	}
	buf := make([]byte, n)
	got, err := io.ReadFull(file, buf)
	switch {
	case got == 0 && n > 0 && errors.Is(err, io.EOF):
		return aEOF, nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return term.Term{}, err
	}
	return term.Tup(term.Ok, term.Str(string(buf[:got]))), nil
}

// write implements write(Handle, IOData).
func (f *files) write(_ *vm.Process, file *os.File, a []term.Term) (term.Term, error) {
	data, ok := erlang.IOString(nil, a[1])
	if !ok {
		return term.Tup(term.Error, term.ABadarg.Term()), nil
	}
	return term.Ok, f.root.Write(file, data)
}

// position implements position(Handle, bof | cur | eof, Offset).
func position(_ *vm.Process, file *os.File, a []term.Term) (term.Term, error) {
	offset, ok := a[2].AsInt()
	whence, known := map[string]int{"bof": io.SeekStart, "cur": io.SeekCurrent, "eof": io.SeekEnd}[a[1].Atom().String()]
	if !ok || !known {
		return term.Term{}, syscall.EINVAL
	}
	at, err := file.Seek(offset, whence)
	return term.Tup(term.Ok, term.Int(at)), err
}
