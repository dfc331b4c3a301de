package data

import (
	crand "crypto/rand"
	"encoding/binary"
	"math/big"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aRandSeed = term.Sym("rand_seed")
	aExsss    = term.Intern("exsss")
	aDefault  = term.Intern("default")
)

// state is the generator as Elixir code sees it: {algorithm, [S1 | S0]}.
func (g exsss) state() term.Term { return term.Tup(randAlgorithm, g.exported().Elems()[1]) }

// exported is what export_seed/0 gives: {exsss, [S1 | S0]}.
func (g exsss) exported() term.Term {
	return term.Tup(aExsss.Term(), term.NewCons(term.Int(int64(g.s1)), term.Int(int64(g.s0))))
}

var randAlgorithm = term.MapOf(term.Sym("type"), term.Sym("exsss"), term.Sym("bits"), term.Int(58))

// exsssState reads a state or an exported one.
func exsssState(t term.Term) (exsss, bool) {
	e := t.Elems()
	if len(e) != 2 || !e[0].Is(aExsss) && !term.Equal(e[0], randAlgorithm) {
		return exsss{}, false
	}
	c := e[1].Cons()
	if c == nil {
		return exsss{}, false
	}
	s1, ok1 := c.Head.AsInt()
	s0, ok2 := c.Tail.AsInt()
	return exsss{uint64(s1) & mask58, uint64(s0) & mask58}, ok1 && ok2
}

// processRand is the generator of a process, seeded when it is first used.
func processRand(p *vm.Process) exsss {
	if t, ok := p.Dict(aRandSeed); ok {
		if g, ok := exsssState(t); ok {
			return g
		}
	}
	return randomExsss()
}

func randomExsss() exsss {
	var b [16]byte
	crand.Read(b[:]) // never fails (crypto/rand)
	s1, x := seed58(binary.LittleEndian.Uint64(b[:]))
	s0, _ := seed58(x ^ binary.LittleEndian.Uint64(b[8:]))
	return exsss{s1, s0}
}

// A draw takes something from a generator; args are the arguments without the
// state.
type draw func(g exsss, args []term.Term) (term.Term, exsss, bool)

var draws = map[string]struct {
	arity int
	draw  draw
}{
	"uniform": {0, func(g exsss, _ []term.Term) (term.Term, exsss, bool) {
		f, g := g.float()
		return term.Float(f), g, true
	}},
	"uniform_real": {0, func(g exsss, _ []term.Term) (term.Term, exsss, bool) {
		f, g := g.float()
		for f == 0 {
			f, g = g.float()
		}
		return term.Float(f), g, true
	}},
	"bytes": {1, func(g exsss, a []term.Term) (term.Term, exsss, bool) {
		n, ok := library.Index(a[0])
		if !ok || n < 0 || n > erlang.MaxRandomBytes {
			return term.Term{}, g, false
		}
		b, g := g.bytes(n)
		return term.Str(string(b)), g, true
	}},
}

// uniformTo is uniform/1.
func uniformTo(g exsss, a []term.Term) (term.Term, exsss, bool) {
	n, ok := a[0].AsBig()
	if !ok || n.Sign() <= 0 {
		return term.Term{}, g, false
	}
	if n.BitLen() <= 58 || n.Cmp(new(big.Int).Lsh(big.NewInt(1), 58)) == 0 {
		v, g := g.upTo(n.Uint64())
		return term.Int(int64(v)), g, true
	}
	v, g := g.upToBig(n)
	return term.Big(v), g, true
}

// installRand registers :rand with its default generator, exsss.
func installRand(x library.Module) {
	for name, d := range draws {
		installDraw(x, name, d.arity, d.draw)
	}
	installDraw(x, "uniform", 1, uniformTo)
	for _, seed := range []struct {
		name  string
		store bool
	}{{"seed", true}, {"seed_s", false}} {
		native := func(p *vm.Process, a []term.Term) (term.Term, error) {
			g, err := seedArgs(seed.name, a)
			if err == nil && seed.store {
				p.PutDict(aRandSeed, g.state())
			}
			return g.state(), err
		}
		x.Func(seed.name, 1, native)
		x.Func(seed.name, 2, native)
	}
	x.Func("export_seed", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		t, ok := p.Dict(aRandSeed)
		if !ok {
			return term.Undefined, nil
		}
		g, _ := exsssState(t)
		return g.exported(), nil
	})
	x.Func("export_seed_s", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		g, ok := exsssState(a[0])
		if !ok {
			return term.Term{}, library.NoClause("rand", "export_seed_s", a...)
		}
		return g.exported(), nil
	})
}

// seedArgs reads (algorithm), (state) or (algorithm, seed).
func seedArgs(name string, a []term.Term) (exsss, error) {
	if g, ok := exsssState(a[0]); ok && len(a) == 1 {
		return g, nil
	}
	if !a[0].Is(aExsss) && !a[0].Is(aDefault) {
		return exsss{}, library.NoClause("rand", "mk_alg", a[0])
	}
	if len(a) == 1 {
		return randomExsss(), nil
	}
	g, ok := seedExsss(a[1])
	if !ok {
		return exsss{}, library.NoClause("rand", name, a...)
	}
	return g, nil
}

// installDraw registers name, on the generator of the process, and name_s, on a
// state that is the last argument.
func installDraw(x library.Module, name string, arity int, d draw) {
	x.Func(name, arity, func(p *vm.Process, a []term.Term) (term.Term, error) {
		g := processRand(p)
		v, next, ok := d(g, a)
		if !ok {
			return term.Term{}, library.NoClause("rand", name+"_s", append(append([]term.Term(nil), a...), g.state())...)
		}
		p.PutDict(aRandSeed, next.state())
		return v, nil
	})
	x.Func(name+"_s", arity+1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		g, ok := exsssState(a[arity])
		if ok {
			var v term.Term
			if v, g, ok = d(g, a[:arity]); ok {
				return term.Tup(v, g.state()), nil
			}
		}
		return term.Term{}, library.NoClause("rand", name+"_s", a...)
	})
}
