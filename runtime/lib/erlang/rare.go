package erlang

import (
	"crypto/md5"
	"encoding"
	"hash"
	"hash/adler32"
	"time"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installRare registers functions of :erlang that few programs call.
func installRare(x library.Module) {
	x.Func("subtract", 2, Subtract)
	x.Func("append", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		v, ok, err := term.Append(a[0], a[1], p.Room)
		if !ok && err == nil {
			err = library.Bad(1, library.NotProper(a[0]))
		}
		return v, err
	})
	x.Func("adler32", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		before, ok1 := a[0].AsInt()
		b, ok2 := IOData(p, a[1])
		if !ok1 || !ok2 {
			return term.Term{}, vm.Badarg()
		}
		return term.Int(int64(adlerFrom(uint32(before), b))), nil
	})
	x.Func("display", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		shown := measured(p, a[0], Form{Depth: -1, Chars: -1, Strings: true, Tight: true})
		display(p, shown.line()+"\n")
		return term.True, nil
	})
	x.Func("display_string", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		text, ok := Chardata(nil, a[0])
		if !ok {
			return term.Term{}, library.Bad(1, "not a list of characters")
		}
		display(p, text)
		return term.True, nil
	})
	x.Func("garbage_collect", 2, func(*vm.Process, []term.Term) (term.Term, error) { return term.True, nil })
	x.Func("bump_reductions", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := library.Index(a[0])
		if !ok || n < 1 {
			return term.Term{}, library.Bad(1, "out of range")
		}
		p.Charge(n)
		return term.True, nil
	})
	for _, name := range []string{"system_monitor", "system_profile"} {
		x.Func(name, 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Undefined, nil })
	}
	x.Func("ports", 0, func(*vm.Process, []term.Term) (term.Term, error) { return term.Empty, nil })
	installMd5(x)
	installCodeQuestions(x)
	installClockChanges(x)
}

// display prints text through the user process. The reply also goes to the user process, which
// ignores it.
func display(p *vm.Process, text string) {
	m := p.Machine()
	user := m.WhereIs(term.Intern("user"))
	request := term.Tup(term.Sym("put_chars"), term.Sym("unicode"), term.Str(text))
	m.Send(user, term.Tup(term.Sym("io_request"), user, term.FromRef(m.NewRef()), request))
}

// adlerFrom continues a checksum (RFC 1950, 8.2). Go's package adler32 has no function for this.
func adlerFrom(before uint32, b []byte) uint32 {
	const prime = 65521
	sum := adler32.Checksum(b)
	low, high := before&0xffff, before>>16
	n := uint32(len(b) % prime)
	a := (low + sum&0xffff + prime - 1) % prime
	z := (high + sum>>16 + n*low%prime + prime - n%prime) % prime
	return z<<16 | a
}

// installMd5 registers the incremental MD5 functions. A context is the state of the digest.
func installMd5(x library.Module) {
	context := func(h hash.Hash) (term.Term, error) {
		b, err := h.(encoding.BinaryMarshaler).MarshalBinary()
		return term.Str(string(b)), err
	}
	restored := func(t term.Term) (hash.Hash, error) {
		s, _ := t.AsStr()
		h := md5.New()
		if h.(encoding.BinaryUnmarshaler).UnmarshalBinary([]byte(s)) != nil {
			return nil, library.Bad(1, "not a valid md5 context")
		}
		return h, nil
	}
	x.Func("md5_init", 0, func(*vm.Process, []term.Term) (term.Term, error) { return context(md5.New()) })
	x.Func("md5_update", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		h, err := restored(a[0])
		if err != nil {
			return term.Term{}, err
		}
		b, ok := IOData(p, a[1])
		if !ok {
			return term.Term{}, library.Bad(2, "not an iodata term")
		}
		h.Write(b)
		return context(h)
	})
	x.Func("md5_final", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		h, err := restored(a[0])
		if err != nil {
			return term.Term{}, err
		}
		return term.Str(string(h.Sum(nil))), nil
	})
}

// installCodeQuestions registers functions about loaded code. A module has a single version.
// Processes that run an older version keep it and need not be ended.
func installCodeQuestions(x library.Module) {
	x.Func("is_builtin", 3, func(p *vm.Process, a []term.Term) (term.Term, error) {
		arity, ok := library.Index(a[2])
		if !ok || !a[0].IsAtom() || !a[1].IsAtom() {
			return term.Term{}, vm.Badarg()
		}
		return term.Bool(p.Machine().IsNative(a[0].Atom(), a[1].Atom(), arity)), nil
	})
	loaded := func(p *vm.Process, _ []term.Term) (term.Term, error) {
		var out []term.Term
		for _, m := range p.Machine().Modules() {
			out = append(out, m.Name.Term())
		}
		return term.List(out...), nil
	}
	x.Func("loaded", 0, loaded)
	x.Func("pre_loaded", 0, func(*vm.Process, []term.Term) (term.Term, error) {
		var out []term.Term
		for _, name := range []string{"atomics", "counters", "erlang", "init", "persistent_term", "prim_file", "zlib"} {
			out = append(out, term.Sym(name))
		}
		return term.List(out...), nil
	})
	answer := func(name string, arity int, v term.Term) {
		x.Func(name, arity, func(_ *vm.Process, a []term.Term) (term.Term, error) { return v, nil })
	}
	answer("check_old_code", 1, term.False)
	answer("check_process_code", 2, term.False)
	answer("check_process_code", 3, term.False)
	x.Func("purge_module", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return term.Term{}, vm.Badarg() })
	x.Func("delete_module", 1, func(p *vm.Process, a []term.Term) (term.Term, error) {
		if !a[0].IsAtom() {
			return term.Term{}, library.Bad(1, "not an atom")
		}
		if !p.Machine().Delete(a[0].Atom()) {
			return term.Undefined, nil
		}
		return term.True, nil
	})
	notLoaded := func(p *vm.Process, _ []term.Term) (term.Term, error) {
		return term.Term{}, vm.ErrorOf(term.Sym("not_loaded"))
	}
	x.Func("nif_error", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) { return term.Term{}, vm.ErrorOf(a[0]) })
	x.Func("nif_error", 2, func(_ *vm.Process, a []term.Term) (term.Term, error) { return term.Term{}, vm.ErrorOf(a[0]) })
	x.Func("load_nif", 2, notLoaded)
}

// timeOf converts {{Year, Month, Day}, {Hour, Minute, Second}} in a time zone.
func timeOf(t term.Term, zone *time.Location) (time.Time, bool) {
	var n []int
	for _, half := range t.Elems() {
		for _, e := range half.Elems() {
			i, ok := library.Index(e)
			if !ok {
				return time.Time{}, false
			}
			n = append(n, i)
		}
	}
	if len(n) != 6 {
		return time.Time{}, false
	}
	v := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, zone)
	return v, v.Day() == n[2] && int(v.Month()) == n[1] && n[3] < 24 && n[4] < 60 && n[5] < 60
}

// installClockChanges registers conversions between representations of time.
func installClockChanges(x library.Module) {
	change := func(name string, arity int, from *time.Location, to func(t time.Time) term.Term) {
		x.Func(name, arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
			t, ok := timeOf(a[0], from)
			if !ok {
				return term.Term{}, library.Bad(1, "not a valid datetime")
			}
			return to(t), nil
		})
	}
	utc := func(t time.Time) term.Term { return DateTimeTerm(t.UTC()) }
	change("localtime_to_universaltime", 1, time.Local, utc)
	change("localtime_to_universaltime", 2, time.Local, utc)
	change("universaltime_to_localtime", 1, time.UTC, func(t time.Time) term.Term { return DateTimeTerm(t.Local()) })
	change("universaltime_to_posixtime", 1, time.UTC, func(t time.Time) term.Term { return term.Int(t.Unix()) })
	x.Func("posixtime_to_universaltime", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := a[0].AsInt()
		if !ok {
			return term.Term{}, library.Bad(1, "not an integer")
		}
		return utc(time.Unix(n, 0)), nil
	})
}
