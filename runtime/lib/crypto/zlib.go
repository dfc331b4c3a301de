package crypto

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file implements compression in the formats of RFC 1950 (zlib), 1951 (raw) and 1952 (gzip).

// A packer compresses to one of the three formats.
type packer interface {
	io.WriteCloser
	Flush() error
}

func newPacker(format string, level int, out io.Writer) (packer, error) {
	switch format {
	case "zlib":
		return zlib.NewWriterLevel(out, level)
	case "gzip":
		return gzip.NewWriterLevel(out, level)
	}
	return flate.NewWriter(out, level)
}

func newUnpacker(format string, in io.Reader) (io.Reader, error) {
	switch format {
	case "zlib":
		return zlib.NewReader(in)
	case "gzip":
		return gzip.NewReader(in)
	}
	return flate.NewReader(in), nil
}

// installZlib registers the functions behind :zlib.
func installZlib(x library.Module) {
	// deflate(Format, Level, [{Data, Flush}], Finish) compresses a stream from its start. Unless
	// Finish is true, the compressor may keep back the end of the output.
	x.Func("deflate", 4, func(p *vm.Process, a []term.Term) (term.Term, error) {
		level, _ := a[1].AsInt()
		var out bytes.Buffer
		w, err := newPacker(library.AtomName(a[0]), int(level), &out)
		if err != nil {
			return term.Term{}, vm.Badarg()
		}
		parts, _ := a[2].Slice()
		for _, part := range parts {
			e := part.Elems()
			data, ok := erlang.IOData(p, e[0])
			if !ok {
				return term.Term{}, vm.Badarg()
			}
			if _, err := w.Write(data); err != nil {
				return term.Term{}, err
			}
			if e[1].Is(term.ATrue) {
				if err := w.Flush(); err != nil {
					return term.Term{}, err
				}
			}
		}
		if a[3].Is(term.ATrue) {
			if err := w.Close(); err != nil {
				return term.Term{}, err
			}
		}
		return term.Str(out.String()), p.Room(out.Len())
	})
	// inflate(Format, Data) returns {done | more | data_error, Out, Rest}.
	x.Func("inflate", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		data, ok := erlang.IOData(p, a[1])
		if !ok {
			return term.Term{}, vm.Badarg()
		}
		return inflate(p, library.AtomName(a[0]), data)
	})
}

func inflate(p *vm.Process, format string, data []byte) (term.Term, error) {
	answer := func(what string, out []byte, rest int) (term.Term, error) {
		return term.Tup(term.Sym(what), term.Str(string(out)), term.Str(string(data[len(data)-rest:]))), nil
	}
	in := bytes.NewReader(data)
	r, err := newUnpacker(format, in)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return answer("more", nil, 0)
	case err != nil:
		return answer("data_error", nil, 0)
	}
	if z, ok := r.(*gzip.Reader); ok {
		z.Multistream(false)
	}
	out, err := readBounded(p, r)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return answer("more", out, 0)
	case err != nil:
		return answer("data_error", out, 0)
	}
	return answer("done", out, in.Len())
}

// readBounded reads all of r, and panics if the process has no memory for it.
func readBounded(p *vm.Process, r io.Reader) ([]byte, error) {
	var out []byte
	for {
		out = p.Grow(out, 1<<12)
		n, err := r.Read(out[len(out):cap(out)])
		switch out = out[:len(out)+n]; {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return out, err
		}
	}
}
