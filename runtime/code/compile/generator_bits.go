package compile

import (
	"unicode/utf8"

	"lab/runtime/code/quoted"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file compiles bitstring generators of for.

// bitGenerator compiles <<pattern <- binary>>.
func (f *comprehension) bitGenerator(segs []term.Term, gens []term.Term, body func(vm.Step) vm.Step, next vm.Step) vm.Step {
	c := f.c
	n := len(segs) - 1
	pat, source, ok := splitBitGenerator(segs[n])
	if !ok {
		return nil
	}
	rest := c.temp()
	item := segmentsOf(append(append([]term.Term(nil), segs[:n]...), pat))
	m, skip := c.bitsPrefix(item, rest), c.skipItem(item, rest)
	var round vm.Step
	inner := f.loopsInside(gens, body, func(p *vm.Process) vm.Step { return round(p) })
	round = func(p *vm.Process) vm.Step {
		for {
			p.Charge(1)
			if m(p, p.R[rest]) {
				if p.Spent() {
					return p.YieldIn(c.fn, inner)
				}
				return inner
			}
			if skip == nil || !skip(p, p.R[rest]) {
				return next
			}
			if p.Spent() {
				return p.YieldIn(c.fn, round)
			}
		}
	}
	fn, line, why := c.fn, f.line, aBadarg
	if f.bits {
		why = aBadGen
	}
	return c.compile(source, then{dst: rest, next: func(p *vm.Process) vm.Step {
		if !p.R[rest].IsBits() {
			return p.Fail(vm.At(vm.ErrorOf(term.Tup(why, p.R[rest])), fn, line))
		}
		return round
	}})
}

// skipItem returns the matcher that skips an item that the pattern does not match: it moves rest
// past the item. Like Erlang, it reads the segments of the pattern and ignores their values. If
// even that fails, the generator ends. skipItem returns nil if the pattern accepts every value.
func (c *compiler) skipItem(item []segment, rest int) matcher {
	seen, refuses := map[int64]bool{}, false
	var segs []segment
	for _, s := range item {
		if text, ok := s.value.AsStr(); ok {
			segs, refuses = append(segs, s.skipText(text)...), true
			continue
		}
		if !isNewVar(s.value, seen) {
			s.value, refuses = underscore, true
		}
		segs = append(segs, s)
	}
	if !refuses {
		return nil
	}
	return c.bitsPrefix(segs, rest)
}

var underscore = quoted.Variable("_", term.Empty, 0)

// isNewVar reports whether a pattern is _ or the first occurrence of a variable, whose value may be
// the size of a later segment.
func isNewVar(t term.Term, seen map[int64]bool) bool {
	name, meta, _, ok := quoted.IsVar(t)
	if !ok || name == quoted.AUnderscore {
		return ok
	}
	version, _ := quoted.KwGet(meta, quoted.AVersion)
	n, _ := version.AsInt()
	defer func() { seen[n] = true }()
	return !seen[n]
}

// skipText returns segments that match every text of the same length.
func (s segment) skipText(text string) []segment {
	s.value = underscore
	if s.kind == "binary" || s.kind == "bitstring" {
		s.size, s.unit, s.hasSize = term.Int(int64(len(text))), 8, true
		return []segment{s}
	}
	segs := make([]segment, utf8.RuneCountInString(text))
	for i := range segs {
		segs[i] = s
	}
	return segs
}

// splitBitGenerator splits the last segment of a bitstring generator. This segment contains the
// arrow, possibly inside a specification.
func splitBitGenerator(t term.Term) (pat, source term.Term, ok bool) {
	if _, a, is := quoted.IsCallOf(t, quoted.ALeftArrow, 2); is {
		return a[0], a[1], true
	}
	if m, a, is := quoted.IsCallOf(t, quoted.AColons, 2); is {
		if _, arrow, is := quoted.IsCallOf(a[0], quoted.ALeftArrow, 2); is {
			return quoted.Node("::", m, arrow[0], a[1]), arrow[1], true
		}
	}
	return pat, source, false
}
