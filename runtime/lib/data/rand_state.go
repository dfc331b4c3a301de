package data

import (
	crand "crypto/rand"
	"encoding/binary"
	"math"
	"math/big"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aRandSeed = term.Sym("rand_seed")
	aDefault  = term.Intern("default")
)

// state returns the generator as Elixir code sees it: {algorithm, [S1 | S0]}, or {algorithm, S0}
// for a state of one word. The algorithm is a map.
func (g generator) state() term.Term { return term.Tup(g.alg.handler, g.words()) }

// exported returns the result of export_seed/0. It is like state, but with the name of the
// algorithm: {exsss, [S1 | S0]}.
func (g generator) exported() term.Term { return term.Tup(g.alg.name.Term(), g.words()) }

func (g generator) words() term.Term {
	if g.alg.single {
		return term.Big(new(big.Int).SetUint64(g.s0))
	}
	return term.NewCons(term.Int(int64(g.s1)), term.Int(int64(g.s0)))
}

// generatorOf converts a state or an exported state. It rejects a state of zeros, which no seed
// produces. Such a state would yield only zeros, and some functions draw until they get a
// non-zero number.
func generatorOf(t term.Term) (generator, bool) {
	e := t.Elems()
	if len(e) != 2 {
		return generator{}, false
	}
	for _, a := range algorithms {
		if e[0].Is(a.name) || term.Equal(e[0], a.handler) {
			g, ok := a.withWords(e[1])
			return g, ok && g.s1|g.s0 != 0
		}
	}
	return generator{}, false
}

func (a *algorithm) withWords(t term.Term) (generator, bool) {
	if a.single {
		s0, ok := erlang.Word64(t)
		return generator{a, 0, s0}, ok
	}
	c := t.Cons()
	if c == nil {
		return generator{}, false
	}
	s1, ok1 := c.Head.AsInt()
	s0, ok2 := c.Tail.AsInt()
	return generator{a, uint64(s1) & mask58, uint64(s0) & mask58}, ok1 && ok2
}

// processRand returns the generator of a process. It is seeded on first use.
func processRand(p *vm.Process) generator {
	if t, ok := p.Dict(aRandSeed); ok {
		if g, ok := generatorOf(t); ok {
			return g
		}
	}
	return exsss.random()
}

func (a *algorithm) random() generator {
	var b [16]byte
	crand.Read(b[:]) // never fails (crypto/rand)
	g := a.fromWord(binary.LittleEndian.Uint64(b[:]))
	s1, s0 := g.s1, g.s0^binary.LittleEndian.Uint64(b[8:])&a.most()
	if s0 == 0 {
		return g
	}
	return generator{a, s1, s0}
}

// A draw draws a value from a generator. args are the arguments without the state.
type draw func(g generator, args []term.Term) (term.Term, generator, bool)

var draws = map[string]struct {
	arity int
	draw  draw
}{
	"uniform": {0, func(g generator, _ []term.Term) (term.Term, generator, bool) {
		f, g := g.float()
		return term.Float(f), g, true
	}},
	"uniform_real": {0, func(g generator, _ []term.Term) (term.Term, generator, bool) {
		f, g := g.real()
		return term.Float(f), g, true
	}},
	"bytes": {1, func(g generator, a []term.Term) (term.Term, generator, bool) {
		n, ok := library.Index(a[0])
		if !ok || n < 0 || n > erlang.MaxRandomBytes {
			return term.Term{}, g, false
		}
		b, g := g.bytes(n)
		return term.Str(string(b)), g, true
	}},
}

// uniformTo implements uniform/1.
func uniformTo(g generator, a []term.Term) (term.Term, generator, bool) {
	n, ok := a[0].AsBig()
	if !ok || n.Sign() <= 0 {
		return term.Term{}, g, false
	}
	if g.alg.inOneWord(n) {
		v, g := g.upTo(n.Uint64())
		if v > math.MaxInt64 {
			return term.Big(new(big.Int).SetUint64(v)), g, true
		}
		return term.Int(int64(v)), g, true
	}
	v, g := g.upToBig(n)
	return term.Big(v), g, true
}

// installRand registers :rand.
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
			if err != nil {
				return term.Term{}, err
			}
			if seed.store {
				p.PutDict(aRandSeed, g.state())
			}
			return g.state(), nil
		}
		x.Func(seed.name, 1, native)
		x.Func(seed.name, 2, native)
	}
	x.Func("export_seed", 0, func(p *vm.Process, _ []term.Term) (term.Term, error) {
		t, _ := p.Dict(aRandSeed)
		g, ok := generatorOf(t)
		if !ok {
			return term.Undefined, nil
		}
		return g.exported(), nil
	})
	x.Func("export_seed_s", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		g, ok := generatorOf(a[0])
		if !ok {
			return term.Term{}, library.NoClause("rand", "export_seed_s", a...)
		}
		return g.exported(), nil
	})
}

// seedArgs converts (algorithm), (state) or (algorithm, seed).
func seedArgs(name string, a []term.Term) (generator, error) {
	if g, ok := generatorOf(a[0]); ok && len(a) == 1 {
		return g, nil
	}
	alg, err := algorithmOf(a[0])
	switch {
	case err != nil:
		return generator{}, err
	case len(a) == 1:
		return alg.random(), nil
	}
	g, ok := alg.seeded(a[1])
	if !ok {
		return generator{}, library.NoClause("rand", name, a...)
	}
	return g, nil
}

// algorithmOf returns the algorithm with a name.
func algorithmOf(t term.Term) (*algorithm, error) {
	if t.Is(aDefault) {
		return exsss, nil
	}
	for _, a := range algorithms {
		if t.Is(a.name) {
			return a, nil
		}
	}
	for _, name := range []string{"exs1024", "exs1024s", "exro928ss", "dummy"} {
		if t.Is(term.Intern(name)) {
			return nil, vm.Raise("ArgumentError", "message", "the generator :"+name+" of :rand is not part of lab")
		}
	}
	return nil, library.NoClause("rand", "mk_alg", t)
}

// installDraw registers name, which uses the generator of the process, and name_s, which takes a
// state as its last argument.
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
		g, ok := generatorOf(a[arity])
		if ok {
			var v term.Term
			if v, g, ok = d(g, a[:arity]); ok {
				return term.Tup(v, g.state()), nil
			}
		}
		return term.Term{}, library.NoClause("rand", name+"_s", a...)
	})
}
