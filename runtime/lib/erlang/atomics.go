package erlang

import (
	"cmp"
	"math"
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
	// spread is set for counters that OTP spreads over the schedulers. It reports no limits for them.
	spread bool
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

// add makes w an array of n words. It returns an error if the memory limit of the arrays does not
// allow it.
func (s *arrays) add(p *vm.Process, n int, w *words) (term.Term, error) {
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
	w.vals = make([]atomic.Uint64, n)
	ref := p.Machine().NewRef()
	s.byRef.Store(ref.ID, w)
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

// limits returns the least and the greatest value of a word.
func (w *words) limits() (least, greatest *big.Int) {
	if w.signed {
		return big.NewInt(math.MinInt64), big.NewInt(math.MaxInt64)
	}
	return new(big.Int), maxWord
}

var maxWord = new(big.Int).SetUint64(math.MaxUint64)

// word converts argument n to a word of the array.
func (w *words) word(n int, t term.Term) (uint64, error) {
	if t.IsSmall() && (w.signed || t.Small() >= 0) {
		return uint64(t.Small()), nil
	}
	least, greatest := w.limits()
	return wordBetween(n, t, least, greatest)
}

// addend converts the third argument, which is added to a word. A sum wraps around, so the argument
// may be signed or not. If it is subtracted, OTP adds its negative.
func addend(t term.Term, subtract bool) (uint64, error) {
	if t.IsSmall() {
		return uint64(t.Small()), nil
	}
	least, greatest := big.NewInt(math.MinInt64), maxWord
	if subtract {
		least, greatest = new(big.Int).Neg(greatest), new(big.Int).Neg(least)
	}
	return wordBetween(3, t, least, greatest)
}

// wordBetween returns the low 64 bits of argument n, which must be an integer between two others.
func wordBetween(n int, t term.Term, least, greatest *big.Int) (uint64, error) {
	v, ok := t.AsBig()
	switch {
	case !ok:
		return 0, library.Bad(n, "not an integer")
	case v.Cmp(least) < 0 || v.Cmp(greatest) > 0:
		return 0, library.Bad(n, "out of range")
	}
	low, _ := Word64(t)
	return low, nil
}

// installAtomics registers :atomics and :counters, which differ in names and return values.
func installAtomics(x, counters library.Module) {
	s := &arrays{limit: int64(x.Machine.Config().MaxMemory / 4)}
	installWords(x, s, "atomics")
	installWords(counters, s, "counters")
	change := func(name string, subtract bool) {
		onWord(x, s, name, 3, "invalid atomics reference", func(w *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
			v, err := addend(a[2], subtract)
			if err != nil {
				return term.Term{}, err
			}
			if subtract {
				v = -v
			}
			return w.value(c.Add(v)), nil
		})
	}
	change("add_get", false)
	change("sub_get", true)
	onWord(x, s, "exchange", 3, "invalid atomics reference", func(w *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
		v, err := w.word(3, a[2])
		if err != nil {
			return term.Term{}, err
		}
		return w.value(c.Swap(v)), nil
	})
	onWord(x, s, "compare_exchange", 4, "invalid atomics reference", func(w *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
		old, err1 := w.word(3, a[2])
		v, err2 := w.word(4, a[3])
		if err := cmp.Or(err1, err2); err != nil {
			return term.Term{}, err
		}
		for !c.CompareAndSwap(old, v) {
			if now := c.Load(); now != old {
				return w.value(now), nil
			}
		}
		return term.Ok, nil
	})
}

// installWords registers the functions that both modules have.
func installWords(x library.Module, s *arrays, name string) {
	badRef := "invalid " + name + " reference"
	x.Func("new", 2, func(p *vm.Process, a []term.Term) (term.Term, error) {
		w := &words{signed: true}
		if r := w.refused(name, a); r != nil {
			return term.Term{}, r.Err()
		}
		n, ok := a[0].AsInt()
		if !ok || n > maxWords {
			return term.Term{}, library.SystemLimit()
		}
		return s.add(p, int(n), w)
	})
	onWord(x, s, "get", 2, badRef, func(w *words, c *atomic.Uint64, _ []term.Term) (term.Term, error) {
		return w.value(c.Load()), nil
	})
	onWord(x, s, "put", 3, badRef, func(w *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
		v, err := w.word(3, a[2])
		if err != nil {
			return term.Term{}, err
		}
		c.Store(v)
		return term.Ok, nil
	})
	change := func(name string, subtract bool) {
		onWord(x, s, name, 3, badRef, func(_ *words, c *atomic.Uint64, a []term.Term) (term.Term, error) {
			v, err := addend(a[2], subtract)
			if err != nil {
				return term.Term{}, err
			}
			if subtract {
				v = -v
			}
			c.Add(v)
			return term.Ok, nil
		})
	}
	change("add", false)
	change("sub", true)
	x.Func("info", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		w := s.find(a[0])
		if w == nil {
			return term.Term{}, library.Bad(1, badRef)
		}
		n := int64(len(w.vals))
		info := []term.Term{term.Sym("size"), term.Int(n), term.Sym("memory"), term.Int(wordBytes*n + 40)}
		if !w.spread {
			least, greatest := w.limits()
			info = append(info, term.Sym("min"), term.Big(least), term.Sym("max"), term.Big(greatest))
		}
		return term.MapOf(info...), nil
	})
}

// refused applies the options of new/2. It returns remarks if an argument is wrong.
func (w *words) refused(module string, a []term.Term) (r library.Remarks) {
	switch n, small := a[0].AsInt(); {
	case !a[0].IsInteger():
		r.Add(1, "not an integer")
	case small && n < 1:
		r.Add(1, "out of range")
	}
	opts, proper := a[1].Options()
	switch {
	case !a[1].IsList():
		r.Add(2, "not a list")
	case !proper:
		r.Add(2, "not a proper list")
	case module == "counters" && len(opts) > 1:
		r.Add(2, badWordOption)
	}
	for _, o := range opts {
		if !w.option(module, o) {
			r.Add(2, badWordOption)
		}
	}
	return r
}

const badWordOption = "invalid option in list"

// option applies one option of new/2 and reports whether the module has it.
func (w *words) option(module string, o term.Term) bool {
	if module == "counters" {
		name := library.AtomName(o)
		w.spread = name == "write_concurrency"
		return w.spread || name == "atomics"
	}
	e := o.Elems()
	if len(e) != 2 || library.AtomName(e[0]) != "signed" {
		return false
	}
	w.signed = e[1].Is(term.ATrue)
	return w.signed || e[1].Is(term.AFalse)
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
