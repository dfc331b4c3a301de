package code

import (
	"slices"
	"strings"

	"lab/runtime/code/lexical"
	"lab/runtime/code/quoted"
	"lab/runtime/term"
)

// This file expands <<>>.

var bitTypes = map[term.Atom]string{}

func init() {
	for name, kind := range map[string]string{
		"integer": "type", "float": "type", "binary": "type", "bytes": "type", "bitstring": "type", "bits": "type",
		"utf8": "type", "utf16": "type", "utf32": "type",
		"signed": "sign", "unsigned": "sign", "little": "endian", "big": "endian", "native": "endian",
	} {
		bitTypes[term.Intern(name)] = kind
	}
}

func (x *expander) expandBits(_, meta term.Term, args []term.Term) term.Term {
	out := make([]term.Term, 0, len(args))
	for _, a := range args {
		s, inner, nested := x.segment(a)
		if nested {
			out = append(out, inner...)
		} else {
			out = append(out, s)
		}
	}
	x.checkEnds(out)
	return quoted.Node("<<>>", meta, out...)
}

// segment expands one segment to {:"::", meta, [expr, {:-, _, specs}]}. The segments
// of a bitstring within the bitstring, of no size of its own, take its place.
func (x *expander) segment(t term.Term) (out term.Term, inner []term.Term, nested bool) {
	meta, expr, spec := quoted.MetaOf(t), t, term.Term{}
	if m, a, ok := quoted.IsCallOf(t, quoted.AColons, 2); ok {
		meta, expr, spec = m, a[0], a[1]
	}
	e := x.expand(expr)
	var specs bitSpecs
	if !spec.IsNone() {
		specs.place = meta
		x.bitSpec(&specs, spec)
		x.checkSpecs(&specs, meta, e)
	}
	if specs.kind.IsNone() {
		specs.kind = quoted.Node(defaultBitType(e), meta)
	}
	if _, parts, ok := quoted.IsCallOf(e, quoted.ABits, -1); ok && specs.whole() {
		return out, parts, true
	}
	return quoted.Node("::", meta, e, quoted.Node("-", meta, specs.list()...)), nil, false
}

func (x *expander) conflict(s *bitSpecs, given, other term.Atom) {
	x.fail(s.place, "conflicting type specification for bit field: \"%s\" and \"%s\"", given, other)
}

// checkSpecs refuses specifiers that do not go together.
func (x *expander) checkSpecs(s *bitSpecs, meta, e term.Term) {
	kind := defaultBitType(e)
	if !s.kind.IsNone() {
		given := s.kind.Elems()[0].Atom()
		switch name := given.String(); {
		case kind == "binary" && (name == "integer" || name == "float"):
			x.conflict(s, given, term.Intern(kind))
		case kind == "float" && name != "float" && name != "integer":
			x.conflict(s, given, term.Intern(kind))
		}
		kind = given.String()
	}
	number := kind == "integer" || kind == "float"
	switch {
	case strings.HasPrefix(kind, "utf") && !(s.size.IsNone() && s.unit.IsNone()):
		x.fail(meta, "size and unit are not supported on utf types")
	case number && s.size.IsNone() && !s.unit.IsNone():
		x.fail(meta, "integer and float types require a size specifier if the unit specifier is given")
	case !number && !s.sign.IsNone():
		x.fail(meta, "signed and unsigned specifiers are supported only on integer and float types")
	}
}

// checkEnds refuses a bitstring of any length that others follow in a pattern.
func (x *expander) checkEnds(parts []term.Term) {
	if x.env.Context != quoted.AMatchCtx {
		return
	}
	for _, p := range parts[:max(len(parts)-1, 0)] {
		meta, a, ok := quoted.IsCallOf(p, quoted.AColons, 2)
		if !ok || a[0].Bits() != nil {
			continue
		}
		_, specs, _ := quoted.IsCallOf(a[1], quoted.AMinus, -1)
		_, _, pinned := quoted.IsCallOf(a[0], quoted.APin, 1)
		if k := specs[0].Elems()[0].Atom().String(); (k == "binary" || k == "bitstring") && !pinned && !hasSize(specs) {
			x.fail(meta, unsizedBinary)
		}
	}
}

func hasSize(specs []term.Term) bool {
	return slices.ContainsFunc(specs, func(s term.Term) bool { return s.Elems()[0].Is(quoted.ASize) })
}

const unsizedBinary = "a binary field without size is only allowed at the end of a binary pattern, at the right side of binary concatenation and never allowed in binary generators. " +
	"The following examples are invalid:\n\n    rest <> \"foo\"\n    <<rest::binary, \"foo\">>\n\n" +
	"They are invalid because there is a bits/bitstring component not at the end. However, the \"reverse\" would work:\n\n    \"foo\" <> rest\n    <<\"foo\", rest::binary>>\n\n"

func defaultBitType(e term.Term) string {
	switch e.Kind() {
	case term.KindBits:
		return "binary"
	case term.KindFloat:
		return "float"
	}
	if _, _, ok := quoted.IsCallOf(e, quoted.ABits, -1); ok {
		return "bitstring"
	}
	return "integer"
}

type bitSpecs struct {
	kind, size, unit, sign, endian term.Term
	place                          term.Term // of the ::
}

// whole reports whether a segment is a bitstring of any length.
func (s *bitSpecs) whole() bool {
	k := s.kind.Elems()[0].Atom().String()
	return (k == "bitstring" || k == "binary") && s.size.IsNone() && s.unit.IsNone()
}

func (s *bitSpecs) list() []term.Term {
	var out []term.Term
	for _, t := range []term.Term{s.kind, s.size, s.unit, s.sign, s.endian} {
		if !t.IsNone() {
			out = append(out, t)
		}
	}
	return out
}

func (x *expander) bitSpec(s *bitSpecs, t term.Term) {
	if _, a, ok := quoted.IsCallOf(t, quoted.AMinus, 2); ok {
		x.bitSpec(s, a[0])
		x.bitSpec(s, a[1])
		return
	}
	if m, a, ok := quoted.IsCallOf(t, quoted.AStar, 2); ok {
		if u, _, _, isv := quoted.IsVar(a[0]); !isv || u != quoted.AUnderscore {
			x.bitSize(s, m, a[0])
		}
		s.unit = quoted.Node("unit", m, a[1])
		return
	}
	if t.IsInteger() {
		x.bitSize(s, term.Empty, t)
		return
	}
	name, meta, args, ok := quoted.IsCall(t)
	if v, vm, _, isv := quoted.IsVar(t); isv {
		name, meta, args, ok = v, vm, nil, true
	}
	switch {
	case !ok:
		x.bitSize(s, term.Empty, t)
	case name == quoted.ASize && len(args) == 1:
		x.bitSize(s, meta, args[0])
	case name == quoted.AUnit && len(args) == 1:
		s.unit = quoted.Node("unit", meta, x.expand(args[0]))
	case len(args) == 0 && bitTypes[name] != "":
		if _, _, _, bare := quoted.IsVar(t); !bare && !x.job.quiet {
			x.fileWarn(s.place, "extra parentheses on a bitstring specifier \"%s()\" have been deprecated. Please remove the parentheses: \"%s\".\nYou may run \"mix format --migrate\" to fix this warning automatically.", name, name)
		}
		x.bitType(s, name, meta)
	case len(args) == 0 && x.isLocalVar(t):
		x.bitSize(s, meta, t)
	default:
		x.bitMacro(s, t, name, meta, args)
	}
}

func (x *expander) isLocalVar(t term.Term) bool {
	n, m, c, ok := quoted.IsVar(t)
	return ok && x.env.Scope.Find(n, lexical.KindOf(m, c)) != nil
}

func (x *expander) bitType(s *bitSpecs, name term.Atom, meta term.Term) {
	switch bitTypes[name] {
	case "type":
		switch n := name.String(); n {
		case "bytes":
			name = term.Intern("binary")
		case "bits":
			name = term.Intern("bitstring")
		}
		if !s.kind.IsNone() && !s.kind.Elems()[0].Is(name) {
			x.conflict(s, name, s.kind.Elems()[0].Atom())
		}
		s.kind = quoted.Node(name.String(), meta)
	case "sign":
		s.sign = quoted.Node(name.String(), meta)
	case "endian":
		s.endian = quoted.Node(name.String(), meta)
	}
}

// bitSize takes a size, in which a pattern may use what it bound before.
func (x *expander) bitSize(s *bitSpecs, meta, t term.Term) {
	var e term.Term
	if x.env.Context == quoted.AMatchCtx {
		pinning := x.sizes
		x.sizes = true
		x.in(quoted.AGuard, func() { e = x.expand(t) })
		x.sizes = pinning
	} else {
		e = x.expand(t)
	}
	s.size = quoted.Node("size", meta, e)
}

// bitMacro expands a macro that stands for specifiers.
func (x *expander) bitMacro(s *bitSpecs, t term.Term, name term.Atom, meta term.Term, args []term.Term) {
	call := term.Tup(name.Term(), meta, term.List(args...))
	if _, _, _, bare := quoted.IsVar(t); bare {
		x.fileWarn(s.place, "bitstring specifier \"%s\" does not exist and is being expanded to \"%s()\", please use parentheses to remove the ambiguity.\nYou may run \"mix format --migrate\" to fix this warning automatically.", name, name)
	}
	out, ok := x.expandOnce(call)
	if !ok {
		if len(args) == 0 {
			x.fail(s.place, "unknown bitstring specifier: %s", x.s.text(t))
		}
		x.fail(s.place, "unknown bitstring specifier: %s", x.s.text(call))
	}
	x.enterMacro(meta)
	defer x.leaveMacro()
	x.bitSpec(s, out)
}
