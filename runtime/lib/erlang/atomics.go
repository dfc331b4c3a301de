package erlang

import (
	"cmp"
	"math/big"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// words is an array of 64-bit integers shared by processes.
type words struct {
	vals   []atomic.Uint64
	signed bool
}

// maxWords bounds the length of an array.
const maxWords = 1 << 24

// arrays maps references to arrays. An array lives as long as its reference is reachable.
// Processes share arrays, so the end of a process frees no array, and the total size of the
// arrays has a limit.
type arrays struct {
	byRef sync.Map
	bytes atomic.Int64
	limit int64
}

// wordBytes is the size of a word.
const wordBytes = 8

// add makes an array of n words. It returns an error if the memory limit of the arrays does not
// allow it.
func (s *arrays) add(p *vm.Process, n int, signed bool) (term.Term, error) {
	size := int64(n) * wordBytes
	if s.bytes.Add(size) > s.limit {
		runtime.GC() // unreachable arrays may still count
		for wait := 0; wait < mostWaits && s.bytes.Load() > s.limit; wait++ {
			time.Sleep(cleanupTime)
		}
	}
	err := p.Room(int(size))
	if err != nil || s.bytes.Load() > s.limit {
		s.bytes.Add(-size)
		return term.Term{}, cmp.Or(err, library.SystemLimit())
	}
	ref := p.Machine().NewRef()
	s.byRef.Store(ref.ID, &words{vals: make([]atomic.Uint64, n), signed: signed})
	runtime.AddCleanup(ref, func(id [5]uint32) {
		s.byRef.Delete(id)
		s.bytes.Add(-size)
	}, ref.ID)
	return term.FromRef(ref), nil
}

// After a collection, the cleanups of unreachable arrays follow within mostWaits times cleanupTime.
const (
	mostWaits   = 10
	cleanupTime = 2 * time.Millisecond
)

func (s *arrays) find(t term.Term) *words {
	ref := t.Ref()
	if ref == nil {
		return nil
	}
	w, _ := s.byRef.Load(ref.ID)
	found, _ := w.(*words)
	return found
}

// value converts a word to a term. Whether the word is signed depends on the array.
func (w *words) value(v uint64) term.Term {
	if w.signed {
		return term.Int(int64(v))
	}
	return term.Big(new(big.Int).SetUint64(v))
}

// installAtomics registers :atomics and :counters, which differ in names and return values.
func installAtomics(x, counters library.Module) {
	s := &arrays{limit: int64(x.Machine.Config().MaxMemory / 4)}
	installWords(x, s, "atomics")
	installWords(counters, s, "counters")
	change := func(name string, f func(c *atomic.Uint64, v uint64) uint64) {
		onWord(x, s, name, 3, "invalid atomics reference", func(w *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
			v, ok := Word64(a[2])
			if !ok {
				return term.Term{}, library.Bad(3, "not an integer")
			}
			return w.value(f(c, v)), nil
		})
	}
	change("add_get", func(c *atomic.Uint64, v uint64) uint64 { return c.Add(v) })
	change("sub_get", func(c *atomic.Uint64, v uint64) uint64 { return c.Add(-v) })
	change("exchange", func(c *atomic.Uint64, v uint64) uint64 { return c.Swap(v) })
	onWord(x, s, "compare_exchange", 4, "invalid atomics reference", func(w *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
		old, ok1 := Word64(a[2])
		v, ok2 := Word64(a[3])
		switch {
		case !ok1:
			return term.Term{}, library.Bad(3, "not an integer")
		case !ok2:
			return term.Term{}, library.Bad(4, "not an integer")
		}
		for !c.CompareAndSwap(old, v) {
			if now := c.Load(); now != old {
				return w.value(now), nil
			}
		}
		return term.Ok, nil
	})
}

// tooMany reports whether an integer exceeds the number of words of the greatest array.
func tooMany(n term.Term) bool {
	big, ok := n.AsBig()
	return ok && big.IsInt64() && big.Int64() > maxWords || ok && !big.IsInt64() && big.Sign() > 0
}

// installWords registers the functions that both modules have.
func installWords(x library.Module, s *arrays, name string) {
	badRef := "invalid " + name + " reference"
	x.Func("new", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		n, ok := library.Index(a[0])
		opts, isList := a[1].Slice()
		switch {
		case tooMany(a[0]):
			return term.Term{}, library.SystemLimit()
		case !ok || n < 1:
			return term.Term{}, library.Bad(1, "out of range")
		case !isList:
			return term.Term{}, library.Bad(2, "not a list")
		}
		signed := true
		for _, o := range opts {
			if e := o.Elems(); len(e) == 2 && library.AtomName(e[0]) == "signed" {
				signed = e[1].Is(term.ATrue)
			}
		}
		return s.add(p, n, signed)
	})
	onWord(x, s, "get", 2, badRef, func(w *words, c *atomic.Uint64, _ []term.Term) (term.Term, error) {
		return w.value(c.Load()), nil
	})
	change := func(name string, f func(c *atomic.Uint64, v uint64)) {
		onWord(x, s, name, 3, badRef, func(_ *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
			v, ok := Word64(a[2])
			if !ok {
				return term.Term{}, library.Bad(3, "not an integer")
			}
			f(c, v)
			return term.Ok, nil
		})
	}
	change("put", func(c *atomic.Uint64, v uint64) { c.Store(v) })
	change("add", func(c *atomic.Uint64, v uint64) { c.Add(v) })
	change("sub", func(c *atomic.Uint64, v uint64) { c.Add(-v) })
	x.Func("info", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		w := s.find(a[0])
		if w == nil {
			return term.Term{}, library.Bad(1, badRef)
		}
		n := int64(len(w.vals))
		return term.MapOf(term.Sym("size"), term.Int(n), term.Sym("memory"), term.Int(wordBytes*n+40)), nil
	})
}

// onWord registers a function that takes a reference and a one-based index.
func onWord(x library.Module, s *arrays, name string, arity int, badRef string, f func(w *words, c *atomic.Uint64, a []term.Term) (term.Term, error)) {
	x.Func(name, arity, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		w := s.find(a[0])
		if w == nil {
			return term.Term{}, library.Bad(1, badRef)
		}
		i, ok := library.Index(a[1])
		switch {
		case !a[1].IsInteger():
			return term.Term{}, library.Bad(2, "not an integer")
		case !ok || i < 1 || i > len(w.vals):
			return term.Term{}, library.Bad(2, "out of range")
		}
		return f(w, &w.vals[i-1], a)
	})
}
