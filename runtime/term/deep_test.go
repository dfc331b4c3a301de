package term

import (
	"errors"
	"testing"
)

// nested applies wrap 200,000 times, which returns a deeply nested value.
func nested(wrap func(Term) Term) Term {
	t := Int(1)
	for range 200_000 {
		t = wrap(t)
	}
	return t
}

var wraps = map[string]func(Term) Term{
	"lists":     func(t Term) Term { return List(t) },
	"tuples":    func(t Term) Term { return Tup(t) },
	"maps":      func(t Term) Term { return MapOf(Sym("a"), t) },
	"keys":      func(t Term) Term { return MapOf(t, Int(1)) },
	"improper":  func(t Term) Term { return NewCons(t, Int(2)) },
	"closures":  func(t Term) Term { return FromFun(&Fun{Free: []Term{t}}) },
	"two of it": func(t Term) Term { return Tup(Int(1), t) },
}

// TestDeepValues compares, hashes and inspects deeply nested values. Inspect must stop at a depth.
func TestDeepValues(t *testing.T) {
	for what, wrap := range wraps {
		a, b := nested(wrap), nested(wrap)
		if !Equal(a, b) || !LooseEqual(a, b) || Compare(a, b) != 0 || Hash(a) != Hash(b) {
			t.Errorf("%s: two that are the same differ", what)
		}
		c := wrap(b)
		if Equal(a, c) || Compare(a, c) == 0 || Compare(a, c) != -Compare(c, a) {
			t.Errorf("%s: two that differ are the same", what)
		}
		if len(Inspect(a, Opts{Limit: -1})) > 1<<20 {
			t.Errorf("%s: shown without an end", what)
		}
		if what != "closures" && !Deeper(a) {
			t.Errorf("%s: not deep", what)
		}
		func() {
			defer func() {
				if err, _ := recover().(error); err != nil && !errors.Is(err, ErrTooDeep) {
					t.Errorf("%s: %v", what, err)
				}
			}()
			Phash2(a, func(int) {})
		}()
	}
}

// TestSharedValues compares and hashes values whose parts are shared so often that the values have
// far more paths than parts. The functions must not visit each path.
func TestSharedValues(t *testing.T) {
	double := func() Term {
		v := Int(1)
		for range 100 {
			v = Tup(v, List(v), MapOf(Sym("a"), v))
		}
		return v
	}
	a, b := double(), double()
	if !Equal(a, b) || Compare(a, b) != 0 || Hash(a) != Hash(b) {
		t.Error("two that are the same differ")
	}
	if Equal(a, Tup(b)) || Deeper(a) {
		t.Error("one more is the same, or it is deep")
	}
	if n := len(Inspect(a, Opts{})); n > 1<<20 {
		t.Errorf("%d bytes are shown of it", n)
	}
}
