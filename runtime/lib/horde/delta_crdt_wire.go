package horde

import (
	"lab/runtime/crdt"
	"lab/runtime/term"
)

// This file converts replicas' messages to and from terms. A message from another node can be
// anything, so conversions from terms validate it.

func number64(n uint64) term.Term { return term.Int(int64(n)) }

func readNumbers(e []term.Term) (out [2]uint64, ok bool) {
	for i := range out {
		n, isInt := e[i].AsInt()
		if !isInt || n < 0 {
			return out, false
		}
		out[i] = uint64(n)
	}
	return out, true
}

func dotTerm(d crdt.Dot) term.Term { return term.Tup(number64(d.Replica), number64(d.N)) }

func readDots(t term.Term) ([]crdt.Dot, bool) {
	list, ok := t.Slice()
	if !ok {
		return nil, false
	}
	out := make([]crdt.Dot, len(list))
	for i, d := range list {
		e := d.Elems()
		if len(e) != 2 {
			return nil, false
		}
		n, ok := readNumbers(e)
		if !ok {
			return nil, false
		}
		out[i] = crdt.Dot{Replica: n[0], N: n[1]}
	}
	return out, true
}

func dotsTerm(dots []crdt.Dot) term.Term {
	out := make([]term.Term, len(dots))
	for i, d := range dots {
		out[i] = dotTerm(d)
	}
	return term.List(out...)
}

// contextTerm returns {UpTo, Apart}. A dot in UpTo stands for all dots of its replica up to its
// number. Apart holds the other dots.
func contextTerm(c *crdt.Context) term.Term {
	upTo, apart := c.Parts()
	return term.Tup(dotsTerm(upTo), dotsTerm(apart))
}

func readContext(t term.Term) (*crdt.Context, bool) {
	e := t.Elems()
	if len(e) != 2 {
		return nil, false
	}
	upTo, ok1 := readDots(e[0])
	apart, ok2 := readDots(e[1])
	return crdt.ContextOf(upTo, apart), ok1 && ok2
}

// deltaTerm returns {entries, kept, buckets, context}. Without buckets, the context is a list of
// dots.
func deltaTerm(d *crdt.Delta) term.Term {
	entries := make([]term.Term, len(d.Entries))
	for i, e := range d.Entries {
		entries[i] = term.Tup(number64(e.Replica), number64(e.N), term.Int(e.Time), e.Key, e.Value)
	}
	if d.Buckets == nil {
		return term.Tup(term.List(entries...), term.Empty, term.ANone.Term(), dotsTerm(d.Seen.Dots()))
	}
	buckets := make([]term.Term, len(d.Buckets))
	for i, b := range d.Buckets {
		buckets[i] = term.Int(int64(b))
	}
	return term.Tup(term.List(entries...), dotsTerm(d.Kept), term.List(buckets...), contextTerm(d.Seen))
}

func readDelta(t term.Term) (*crdt.Delta, bool) {
	e := t.Elems()
	if len(e) != 4 {
		return nil, false
	}
	d := &crdt.Delta{}
	var ok1, ok2, ok3 bool
	d.Entries, ok1 = readEntries(e[0])
	d.Kept, ok2 = readDots(e[1])
	if e[2].Is(term.ANone) {
		var dots []crdt.Dot
		dots, ok3 = readDots(e[3])
		d.Seen = crdt.NewContext()
		for _, dot := range dots {
			d.Seen.Add(dot)
		}
		return d, ok1 && ok2 && ok3
	}
	d.Seen, ok3 = readContext(e[3])
	list, ok4 := e[2].Slice()
	d.Buckets = make([]uint16, len(list))
	for i, b := range list {
		n, ok := b.AsInt()
		if !ok || n < 0 || n > 1<<16-1 {
			return nil, false
		}
		d.Buckets[i] = uint16(n)
	}
	return d, ok1 && ok2 && ok3 && ok4
}

func readEntries(t term.Term) ([]*crdt.Entry, bool) {
	list, ok := t.Slice()
	if !ok {
		return nil, false
	}
	out := make([]*crdt.Entry, len(list))
	for i, t := range list {
		e := t.Elems()
		if len(e) != 5 {
			return nil, false
		}
		n, ok1 := readNumbers(e)
		at, ok2 := e[2].AsInt()
		if !ok1 || !ok2 {
			return nil, false
		}
		out[i] = &crdt.Entry{Dot: crdt.Dot{Replica: n[0], N: n[1]}, Time: at, Key: e[3], Value: e[4]}
	}
	return out, true
}

// groupsTerm returns a list of {group, digests of its buckets}.
func groupsTerm(groups map[uint16]*crdt.Digest) term.Term {
	var out []term.Term
	for g, d := range groups {
		out = append(out, term.Tup(term.Int(int64(g)), digestTerm(d[:]...)))
	}
	return term.List(out...)
}

func readGroups(t term.Term) (map[uint16]*crdt.Digest, bool) {
	list, ok := t.Slice()
	if !ok {
		return nil, false
	}
	out := map[uint16]*crdt.Digest{}
	for _, t := range list {
		e := t.Elems()
		if len(e) != 2 {
			return nil, false
		}
		g, ok := e[0].AsInt()
		d := &crdt.Digest{}
		if !ok || g < 0 || g >= int64(len(d)) || !readDigest(e[1], d) {
			return nil, false
		}
		out[uint16(g)] = d
	}
	return out, true
}
