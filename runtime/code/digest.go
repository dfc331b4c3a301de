package code

import (
	"crypto/md5"
	"encoding/binary"
	"hash"
	"path/filepath"
	"slices"

	"lab/runtime/code/diagnostic"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file computes digests of code. Nodes with equal digests have the same closures. Each node
// compiles for itself, so a digest depends only on the code. It does not depend on the file or the
// folder, on the order of a map, or on the numbers that distinguish the variables of macros.
//
// The digest of a module covers the complete source of its definitions, and the shape of their
// expanded forms. It does not cover the values in the expanded forms that are computed at compile
// time, such as the time or the name of the node. These values differ between nodes.

// A digester hashes forms.
type digester struct {
	h hash.Hash
	// shape omits the values of literals, and the names of variables, which expanded forms
	// identify by version.
	shape bool
}

// formDigest returns the digest of an expanded form, including the values of literals.
func formDigest(t term.Term) term.Version {
	g := &digester{h: md5.New()}
	g.form(t)
	return term.Version(g.h.Sum(nil))
}

// digest returns the digest of a module whose definitions are expanded.
func (m *module) digest() term.Version {
	g := &digester{h: md5.New()}
	g.text('m', m.name.String())
	for _, d := range m.order {
		g.text('d', d.kind.String())
		g.text('n', d.name.Name.String())
		g.number('a', d.name.Arity)
		for _, c := range d.clauses {
			g.shape = false
			g.forms(c.args)
			g.forms([]term.Term{c.guard, c.body})
			g.shape = true
			g.forms(c.out.Args)
			g.forms(c.out.Guards)
			g.form(c.out.Body)
		}
	}
	return term.Version(g.h.Sum(nil))
}

// sourceDigest returns the digest of a module whose functions are compiled on their first call.
func sourceDigest(mod term.Atom, text string) term.Version {
	g := &digester{h: md5.New()}
	g.text('m', mod.String())
	g.text('s', text)
	return term.Version(g.h.Sum(nil))
}

func (g *digester) number(tag byte, n int) {
	b := binary.BigEndian.AppendUint64([]byte{tag}, uint64(n))
	g.h.Write(b)
}

func (g *digester) text(tag byte, s string) {
	g.number(tag, len(s))
	g.h.Write([]byte(s))
}

func (g *digester) forms(ts []term.Term) {
	g.number('(', len(ts))
	for _, t := range ts {
		g.form(t)
	}
}

// form hashes a form without its metadata.
func (g *digester) form(t term.Term) {
	if g.shape && isValue(t) {
		g.h.Write([]byte{'l'})
		return
	}
	if name, meta, _, ok := quoted.IsVar(t); ok {
		g.variable(name, meta)
		return
	}
	if mod, name, _, args, ok := quoted.IsRemote(t); ok {
		g.text('r', name.String())
		g.exact(mod)
		g.forms(args)
		return
	}
	if name, _, args, ok := quoted.IsCall(t); ok {
		g.text('c', name.String())
		if name == quoted.AMapForm {
			g.unordered(args)
			return
		}
		g.forms(args)
		return
	}
	if head, _, args, ok := quoted.IsNode(t); ok {
		g.h.Write([]byte{'h'})
		g.form(head)
		g.form(args)
		return
	}
	g.value(t)
}

func (g *digester) variable(name term.Atom, meta term.Term) {
	if !g.shape {
		g.text('v', name.String())
		return
	}
	v, _ := quoted.KwGet(meta, quoted.AVersion)
	n, _ := v.AsInt()
	g.number('v', int(n))
}

// exact hashes a form. Atoms are hashed even if g.shape is set, because the called module affects
// the behaviour of the code.
func (g *digester) exact(t term.Term) {
	shape := g.shape
	g.shape = shape && !t.IsAtom()
	g.form(t)
	g.shape = shape
}

// value hashes a value that is not an AST node.
func (g *digester) value(t term.Term) {
	switch t.Kind() {
	case term.KindAtom:
		g.text('A', t.Atom().String())
	case term.KindBits:
		g.bits(t)
	case term.KindInt, term.KindBig, term.KindFloat:
		g.text('N', term.Inspect(t, term.Opts{}))
	case term.KindTuple:
		g.h.Write([]byte{'T'})
		g.forms(t.Elems())
	case term.KindCons:
		g.h.Write([]byte{'['})
		for ; t.Cons() != nil; t = t.Cons().Tail {
			g.form(t.Cons().Head)
			g.h.Write([]byte{','})
		}
		g.form(t)
	case term.KindMap:
		var pairs []term.Term
		t.Map().Each(func(k, v term.Term) bool {
			pairs = append(pairs, term.Tup(k, v))
			return true
		})
		g.unordered(pairs)
	default:
		g.number('?', int(t.Kind()))
	}
}

// bits hashes a bitstring. An absolute path is hashed relative to the working directory, so that
// the digest does not depend on the folder of the project.
func (g *digester) bits(t term.Term) {
	b := t.Bits()
	if filepath.IsAbs(b.S) {
		g.text('S', filepath.ToSlash(diagnostic.Relative(b.S)))
		return
	}
	g.number('B', int(b.N))
	g.text('S', b.S)
}

// unordered hashes the elements of a map in the order of their digests.
func (g *digester) unordered(ts []term.Term) {
	sums := make([]string, len(ts))
	for i, t := range ts {
		one := &digester{h: md5.New(), shape: g.shape}
		one.form(t)
		sums[i] = string(one.h.Sum(nil))
	}
	slices.Sort(sums)
	g.number('{', len(sums))
	for _, s := range sums {
		g.h.Write([]byte(s))
	}
}

// isValue reports whether an expanded form is a literal value.
func isValue(t term.Term) bool {
	switch t.Kind() {
	case term.KindCons:
		for ; t.Cons() != nil; t = t.Cons().Tail {
			if !isValue(t.Cons().Head) {
				return false
			}
		}
		return isValue(t)
	case term.KindTuple:
		if name, _, args, ok := quoted.IsCall(t); ok {
			return (name == quoted.AMapForm || name == quoted.ATuple) && !slices.ContainsFunc(args, func(t term.Term) bool { return !isValue(t) })
		}
		el := t.Elems()
		return len(el) == 2 && isValue(el[0]) && isValue(el[1])
	}
	return true
}
