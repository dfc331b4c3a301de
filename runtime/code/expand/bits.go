package expand

import (
	"slices"
	"strings"

	"lab/runtime/code/diagnostic"
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

func (x *Expander) expandBits(_, meta term.Term, args []term.Term) term.Term {
	out := make([]term.Term, 0, len(args))
	if x.bits == nil {
		x.bits = &bitsScope{base: x.Env.Scope}
		defer func() { x.bits = nil }()
	}
	for _, a := range args {
		s, inner, nested := x.segment(meta, a)
		if nested {
			out = append(out, inner...)
		} else {
			out = append(out, s)
		}
	}
	x.checkEnds(out)
	return quoted.Node("<<>>", meta, out...)
}

// segment expands one segment of the bitstring to {:"::", meta, [expr, {:-, _, specs}]}. whole is
// the metadata of the bitstring. A nested bitstring without a size is flattened: its segments are
// returned as inner.
func (x *Expander) segment(whole, t term.Term) (out term.Term, inner []term.Term, nested bool) {
	meta, expr, spec := quoted.MetaOf(t), t, term.Term{}
	if m, a, ok := quoted.IsCallOf(t, quoted.AColons, 2); ok {
		meta, expr, spec = m, a[0], a[1]
	}
	if _, _, matches := quoted.IsCallOf(expr, quoted.AMatch, 2); matches && x.Env.Context == quoted.AMatchCtx {
		x.Fail(whole, diagnostic.MatchInBits, written(expr))
	}
	e := x.Expand(expr)
	var specs bitSpecs
	if !spec.IsNone() {
		specs.place = meta
		x.bitSpec(&specs, spec)
		x.checkSpecs(&specs, meta, e)
	}
	if specs.kind.IsNone() {
		specs.kind = quoted.Node(defaultBitType(e), meta)
	}
	x.checkAligned(&specs, meta, e)
	if _, parts, ok := quoted.IsCallOf(e, quoted.ABits, -1); ok && specs.whole() {
		return out, parts, true
	}
	return quoted.Node("::", meta, e, quoted.Node("-", meta, specs.list()...)), nil, false
}

func (x *Expander) conflict(s *bitSpecs, what string, given, other term.Term) {
	x.Fail(s.place, diagnostic.ConflictingSegment, what, x.specText(given), x.specText(other))
}

// specText returns a specifier as messages show it: its name or its argument.
func (x *Expander) specText(t term.Term) string {
	name, _, args, ok := quoted.IsCall(t)
	switch {
	case ok && len(args) == 1:
		return written(args[0])
	case ok:
		return name.String()
	}
	return t.Atom().String()
}

// given sets a specifier. It fails if the specifier contradicts an earlier specifier.
func (x *Expander) given(s *bitSpecs, what string, slot *term.Term, spec term.Term) {
	if !slot.IsNone() && x.specText(*slot) != x.specText(spec) {
		x.conflict(s, what, spec, *slot)
	}
	*slot = spec
}

// checkLiteral fails for a literal with a size, since literals have a size already.
func (x *Expander) checkLiteral(s *bitSpecs, meta, e term.Term) {
	if s.size.IsNone() && s.unit.IsNone() {
		return
	}
	if _, _, ok := quoted.IsCallOf(e, quoted.ABits, -1); ok {
		x.Fail(meta, diagnostic.LiteralBitstring, "type specifiers", "binary or bitstring")
	}
	if e.IsBits() {
		x.Fail(meta, diagnostic.LiteralString, "endianness and type specifiers",
			"little, big, native, utf8, utf16, utf32, bits, bytes, binary or bitstring")
	}
}

// checkFloat fails for an invalid size of a float.
func (x *Expander) checkFloat(s *bitSpecs, meta term.Term) {
	_, _, size, ok := quoted.IsCall(s.size)
	if !ok || !size[0].IsInteger() {
		return
	}
	bits, _ := size[0].AsInt()
	if _, _, unit, ok := quoted.IsCall(s.unit); ok {
		times, _ := unit[0].AsInt()
		bits *= times
	}
	if bits != 16 && bits != 32 && bits != 64 {
		x.Fail(meta, diagnostic.FloatSize, bits)
	}
}

// checkAligned fails for a bitstring used as a binary if its length is known not to be whole
// bytes.
func (x *Expander) checkAligned(s *bitSpecs, meta, e term.Term) {
	_, parts, ok := quoted.IsCallOf(e, quoted.ABits, -1)
	if !ok || !s.kind.Elems()[0].Is(term.Intern("binary")) {
		return
	}
	total := int64(0)
	for _, p := range parts {
		n, known := segmentBits(p)
		if !known {
			return
		}
		total += n
	}
	if total%8 != 0 {
		x.Fail(meta, diagnostic.UnalignedBinary, written(Shown(e)))
	}
}

// segmentBits returns the size of an expanded segment in bits, if it is known. It returns 0 for a
// segment of the default size, which is always whole bytes.
func segmentBits(p term.Term) (n int64, known bool) {
	_, a, ok := quoted.IsCallOf(p, quoted.AColons, 2)
	if !ok {
		return 0, false
	}
	_, specs, _ := quoted.IsCallOf(a[1], quoted.AMinus, -1)
	size, unit := int64(-1), int64(1)
	for _, s := range specs {
		name, _, args, _ := quoted.IsCall(s)
		switch {
		case name == quoted.ASize:
			if !args[0].IsInteger() {
				return 0, false
			}
			size, _ = args[0].AsInt()
		case name == quoted.AUnit:
			unit, _ = args[0].AsInt()
		case name.String() == "binary":
			unit = 8
		case name.String() == "bitstring" && !a[0].IsBits():
			if !hasSize(specs) {
				return 0, false
			}
		}
	}
	if size < 0 {
		return 0, true
	}
	return size * unit, true
}

// checkSpecs fails for contradictory specifiers.
func (x *Expander) checkSpecs(s *bitSpecs, meta, e term.Term) {
	kind := defaultBitType(e)
	x.checkLiteral(s, meta, e)
	if !s.kind.IsNone() {
		given := s.kind.Elems()[0].Atom()
		switch name := given.String(); {
		case kind == "binary" && (name == "integer" || name == "float"):
			x.conflict(s, "type", given.Term(), term.Sym(kind))
		case kind == "float" && name != "float":
			x.conflict(s, "type", given.Term(), term.Sym(kind))
		}
		kind = given.String()
	}
	number := kind == "integer" || kind == "float"
	switch {
	case strings.HasPrefix(kind, "utf") && !(s.size.IsNone() && s.unit.IsNone()):
		x.Fail(meta, diagnostic.SizeOfUTF)
	case number && s.size.IsNone() && !s.unit.IsNone():
		x.Fail(meta, diagnostic.UnitWithoutSize)
	case !number && !s.sign.IsNone():
		x.Fail(meta, diagnostic.SignOfNoInteger)
	case kind == "float":
		x.checkFloat(s, meta)
	case kind == "bitstring" && !s.unit.IsNone() && x.specText(s.unit) != "1":
		x.conflict(s, "unit", s.unit, quoted.Node("unit", meta, term.Int(1)))
	}
}

// checkEnds fails for a pattern in which a binary or bitstring segment without a size is not the
// last segment.
func (x *Expander) checkEnds(parts []term.Term) {
	if x.Env.Context != quoted.AMatchCtx {
		return
	}
	x.checkSized(parts[:max(len(parts)-1, 0)])
}

// checkSized fails for segments of any length.
func (x *Expander) checkSized(parts []term.Term) {
	for _, p := range parts {
		meta, a, ok := quoted.IsCallOf(p, quoted.AColons, 2)
		if !ok || a[0].IsBits() {
			continue
		}
		_, specs, _ := quoted.IsCallOf(a[1], quoted.AMinus, -1)
		_, _, pinned := quoted.IsCallOf(a[0], quoted.APin, 1)
		if k := specs[0].Elems()[0].Atom().String(); (k == "binary" || k == "bitstring") && !pinned && !hasSize(specs) {
			x.Fail(meta, diagnostic.UnsizedBinary)
		}
	}
}

func hasSize(specs []term.Term) bool {
	return slices.ContainsFunc(specs, func(s term.Term) bool { return s.Elems()[0].Is(quoted.ASize) })
}

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
	place                          term.Term // metadata of the ::
}

// whole reports whether a segment is a bitstring or binary of any length.
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

func (x *Expander) bitSpec(s *bitSpecs, t term.Term) {
	if _, a, ok := quoted.IsCallOf(t, quoted.AMinus, 2); ok {
		x.bitSpec(s, a[0])
		x.bitSpec(s, a[1])
		return
	}
	if m, a, ok := quoted.IsCallOf(t, quoted.AStar, 2); ok {
		if u, _, _, isv := quoted.IsVar(a[0]); !isv || u != quoted.AUnderscore {
			x.bitSize(s, m, a[0])
		}
		x.bitUnit(s, m, a[1])
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
		x.Fail(s.place, diagnostic.UnknownSpecifier, written(t))
	case name == quoted.ASize && len(args) == 1:
		x.bitSize(s, meta, args[0])
	case name == quoted.AUnit && len(args) == 1:
		x.bitUnit(s, meta, args[0])
	case len(args) == 0 && bitTypes[name] != "":
		if _, _, _, bare := quoted.IsVar(t); !bare && !x.Host.Quiet() {
			x.Warn(s.place, diagnostic.ParenthesesOnSpecifier, name, name)
		}
		x.bitType(s, name, meta)
	case len(args) == 0 && x.isLocalVar(t):
		x.bitSize(s, meta, t)
	default:
		x.bitMacro(s, t, name, meta, args)
	}
}

func (x *Expander) isLocalVar(t term.Term) bool {
	n, m, c, ok := quoted.IsVar(t)
	return ok && x.Env.Scope.Find(n, lexical.KindOf(m, c)) != nil
}

func (x *Expander) bitType(s *bitSpecs, name term.Atom, meta term.Term) {
	switch bitTypes[name] {
	case "type":
		switch n := name.String(); n {
		case "bytes":
			name = term.Intern("binary")
		case "bits":
			name = term.Intern("bitstring")
		}
		x.given(s, "type", &s.kind, quoted.Node(name.String(), meta))
	case "sign":
		x.given(s, "sign", &s.sign, quoted.Node(name.String(), meta))
	case "endian":
		x.given(s, "endianness", &s.endian, quoted.Node(name.String(), meta))
	}
}

func (x *Expander) bitUnit(s *bitSpecs, meta, t term.Term) {
	e := x.Expand(t)
	if !e.IsInteger() {
		x.Fail(s.place, diagnostic.InvalidUnit, written(e))
	}
	x.given(s, "unit", &s.unit, quoted.Node("unit", meta, e))
}

// A bitsScope is the outermost bitstring being expanded. A size in a pattern sees the variables
// bound by this bitstring so far, but no other variables of the pattern.
type bitsScope struct{ base *lexical.Binding }

// inSize runs f in the scope of a size.
func (x *Expander) inSize(f func()) {
	scope := x.Env.Scope
	if x.bits != nil {
		seen := x.pre
		for _, b := range scope.Since(x.bits.base) {
			own := *b
			own.Next = seen
			seen = &own
		}
		x.Env.Scope = seen
	}
	pinning := x.sizes
	x.sizes = true
	x.in(quoted.AGuard, f)
	x.sizes, x.Env.Scope = pinning, scope
}

// bitSize expands a size. In a pattern, the size may use variables bound earlier in the bitstring.
func (x *Expander) bitSize(s *bitSpecs, meta, t term.Term) {
	var e term.Term
	if x.Env.Context == quoted.AMatchCtx {
		x.inSize(func() { e = x.Expand(t) })
	} else {
		e = x.Expand(t)
	}
	x.given(s, "size", &s.size, quoted.Node("size", meta, e))
}

// bitMacro expands a macro call among the specifiers.
func (x *Expander) bitMacro(s *bitSpecs, t term.Term, name term.Atom, meta term.Term, args []term.Term) {
	call := term.Tup(name.Term(), meta, term.List(args...))
	if _, _, _, bare := quoted.IsVar(t); bare {
		x.Warn(s.place, diagnostic.UndefinedSpecifier, name, name)
	}
	out, ok := x.ExpandOnce(call)
	if !ok {
		if len(args) == 0 {
			x.Fail(s.place, diagnostic.UnknownSpecifier, written(t))
		}
		x.Fail(s.place, diagnostic.UnknownSpecifier, written(call))
	}
	x.enterMacro(meta)
	defer x.leaveMacro()
	x.bitSpec(s, out)
}
