package data

import (
	"math/rand"
	"testing"

	"lab/runtime/term"
)

func TestSortTermsKeepsTheOrderOfEqualOnes(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, n := range []int{0, 1, 2, 12, 13, 100, 1000} {
		pairs := make([]term.Term, n)
		for i := range pairs {
			pairs[i] = term.Tup(term.Int(int64(random.Intn(20))), term.Int(int64(i)))
		}
		sortTerms(pairs, func(a, b term.Term) int { return term.Compare(a.Elems()[0], b.Elems()[0]) })
		if !sorted(pairs, term.Compare) {
			t.Errorf("%d pairs: keys or places out of order", n)
		}
	}
}

func TestSortPlain(t *testing.T) {
	for want, elems := range map[string][]term.Term{
		"[1, 2, 3]":        {term.Int(3), term.Int(1), term.Int(2)},
		"[0.5, 1, :b, {}]": {term.Sym("b"), term.Int(1), term.Tup(), term.Float(0.5)},
	} {
		sortPlain(elems)
		if got := term.Inspect(term.List(elems...), term.Opts{}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
