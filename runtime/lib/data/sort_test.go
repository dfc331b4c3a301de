package data

import (
	"math/rand"
	"testing"

	"lab/runtime/term"
	"lab/runtime/vm"
)

func TestSortTermsKeepsTheOrderOfEqualOnes(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, n := range []int{0, 1, 2, 12, 13, 100, 1000} {
		pairs := make([]term.Term, n)
		for i := range pairs {
			pairs[i] = term.Tup(term.Int(int64(random.Intn(20))), term.Int(int64(i)))
		}
		sortTerms(nil, pairs, func(a, b term.Term) int { return term.Compare(a.Elems()[0], b.Elems()[0]) })
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
		sortPlain(nil, elems)
		if got := term.Inspect(term.List(elems...), term.Opts{}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestSortsEndWithTheirProcess kills a process during the first comparison of its sort.
func TestSortsEndWithTheirProcess(t *testing.T) {
	m := vm.New(vm.Config{Workers: 1})
	defer m.Close()
	const n = 1 << 17
	elems := make([]term.Term, n)
	for i := range elems {
		elems[i] = term.Int(int64(i * 7919 % n))
	}
	compared := make(chan int, 1)
	m.SpawnStep(vm.SpawnOpts{}, func(p *vm.Process) vm.Step {
		times := 0
		defer func() { compared <- times }()
		sortTerms(p, elems, func(a, b term.Term) int {
			if times++; times == 1 {
				m.Exit(p.PID(), p.PID(), term.AKill.Term())
			}
			return term.Compare(a, b)
		})
		return p.Return(term.Ok)
	})
	if times := <-compared; times > n {
		t.Errorf("the sort compared %d times for a killed process", times)
	}
}
