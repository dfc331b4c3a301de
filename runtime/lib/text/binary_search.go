package text

import (
	"slices"
	"strings"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A pattern is a set of byte strings to search for. If several strings match at the same offset,
// the longest string counts.
type pattern []string

// A span is the offset and length of a match.
type span struct{ at, n int }

var aCompiled = term.Intern("bm")

// newPattern converts a pattern argument. ok is false if it is invalid.
func newPattern(t term.Term) (pattern, bool) {
	if e := t.Elems(); len(e) == 2 && e[0].Is(aCompiled) {
		t = e[1]
	}
	if s, ok := t.AsStr(); ok {
		return pattern{s}, s != ""
	}
	p, alike := make(pattern, 0, 8), true
	for c := t.Cons(); c != nil; c = t.Cons() {
		s, ok := c.Head.AsStr()
		if !ok || s == "" {
			return nil, false
		}
		p, t = append(p, s), c.Tail
		alike = alike && len(s) == len(p[0])
	}
	if !alike {
		slices.SortFunc(p, func(a, b string) int { return len(b) - len(a) })
	}
	return p, len(p) > 0 && t.IsEmpty()
}

// find returns the first match in s[from:to].
func (p pattern) find(s string, from, to int) (span, bool) {
	best, found := span{}, false
	for _, text := range p {
		limit := to
		if found {
			limit = min(to, best.at+len(text)-1)
		}
		if from > limit {
			continue
		}
		if i := strings.Index(s[from:limit], text); i >= 0 {
			best, found = span{from + i, len(text)}, true
		}
	}
	return best, found
}

// all returns the non-overlapping matches in s[from:to].
func (p pattern) all(by *vm.Process, s string, from, to int) []span {
	var out []span
	for {
		m, ok := p.find(s, from, to)
		if !ok {
			return out
		}
		if len(out) == cap(out) {
			by.Need(len(out) * matchBytes)
		}
		out = append(out, m)
		from = m.at + m.n
	}
}

// matchBytes is the size of a match, as a span and as a tuple in a list.
const matchBytes = 256

func (m span) term() term.Term { return term.Tup(term.Int(int64(m.at)), term.Int(int64(m.n))) }

// searchOptions holds the options of match, matches, split and replace.
type searchOptions struct {
	from, to              int
	global, trim, trimAll bool
	insertReplaced        []int
}

var (
	aGlobal  = term.Intern("global")
	aTrim    = term.Intern("trim")
	aGroup   = term.Intern("group")
	aTrimAll = term.Intern("trim_all")
	aScope   = term.Intern("scope")
	aInsert  = term.Intern("insert_replaced")
)

const invalidOptions = "invalid options"

// newSearchOptions parses an option list. what describes an error in it, or is "".
func newSearchOptions(s string, t term.Term) (o searchOptions, what string) {
	o.to = len(s)
	if t.IsEmpty() {
		return o, ""
	}
	options, ok := t.Options()
	if !ok {
		return o, invalidOptions
	}
	for _, opt := range options {
		pair := opt.Elems()
		switch {
		case opt.Is(aGlobal):
			o.global = true
		case opt.Is(aTrim):
			o.trim = true
		case opt.Is(aTrimAll):
			o.trimAll = true
		case len(pair) == 2 && pair[0].Is(aScope):
			if !o.setScope(s, pair[1].Elems()) {
				return o, "specified part is not wholly inside binary"
			}
		case len(pair) == 2 && pair[0].Is(aInsert):
			if !o.setInsert(pair[1]) {
				return o, invalidOptions
			}
		default:
			return o, invalidOptions
		}
	}
	return o, ""
}

func (o *searchOptions) setScope(s string, scope []term.Term) bool {
	if len(scope) != 2 {
		return false
	}
	at, ok1 := library.Index(scope[0])
	n, ok2 := library.Index(scope[1])
	if n < 0 {
		at, n = at+n, -n
	}
	if !ok1 || !ok2 || at < 0 || at+n > len(s) {
		return false
	}
	o.from, o.to = at, at+n
	return true
}

func (o *searchOptions) setInsert(t term.Term) bool {
	places, ok := t.Slice()
	if !ok {
		places = []term.Term{t}
	}
	for _, place := range places {
		i, ok := library.Index(place)
		if !ok || i < 0 {
			return false
		}
		o.insertReplaced = append(o.insertReplaced, i)
	}
	return true
}

// searching registers a function that takes a subject, a pattern, further arguments, and a final
// optional list of options.
func searching(x library.Module, name string, arity int, f func(by *vm.Process, s string, p pattern, o searchOptions, a []term.Term) (term.Term, error)) {
	call := func(by *vm.Process, a []term.Term) (term.Term, error) {
		s, isBinary := a[0].AsStr()
		p, isPattern := newPattern(a[1])
		options := term.Empty
		if len(a) > arity {
			options = a[arity]
		}
		o, what := newSearchOptions(s, options)
		if isBinary && isPattern && what == "" && (arity == 2 || library.NotBinary(a[2]) == "") {
			return f(by, s, p, o, a)
		}
		var r library.Remarks
		r.Add(1, library.NotBinary(a[0]))
		if !isPattern {
			r.Add(2, "not a valid pattern")
		}
		if arity == 3 {
			r.Add(3, library.NotBinary(a[2]))
		}
		// Options are checked last, except by replace, which checks them before the first two
		// arguments.
		if len(r) == 0 || arity == 3 && r[3] == "" {
			r.Add(arity+1, what)
		}
		return term.Term{}, r.Err()
	}
	x.Func(name, arity, call)
	x.Func(name, arity+1, call)
}

// installBinarySearch registers the searching functions of :binary.
func installBinarySearch(x library.Module) {
	x.Func("compile_pattern", 1, func(_ *vm.Process, a []term.Term) (term.Term, error) {
		if _, ok := newPattern(a[0]); !ok {
			return term.Term{}, library.Bad(1, "not a valid pattern")
		}
		return term.Tup(aCompiled.Term(), a[0]), nil
	})
	searching(x, "match", 2, func(by *vm.Process, s string, p pattern, o searchOptions, _ []term.Term) (term.Term, error) {
		m, ok := p.find(s, o.from, o.to)
		if !ok {
			return term.Sym("nomatch"), nil
		}
		return m.term(), nil
	})
	searching(x, "matches", 2, func(by *vm.Process, s string, p pattern, o searchOptions, _ []term.Term) (term.Term, error) {
		var out []term.Term
		for _, m := range p.all(by, s, o.from, o.to) {
			out = append(out, m.term())
		}
		return term.List(out...), nil
	})
	searching(x, "split", 2, func(by *vm.Process, s string, p pattern, o searchOptions, _ []term.Term) (term.Term, error) {
		return term.List(strTerms(splitBinary(by, s, p, o))...), nil
	})
	searching(x, "replace", 3, func(by *vm.Process, s string, p pattern, o searchOptions, a []term.Term) (term.Term, error) {
		with, _ := a[2].AsStr()
		return replaceBinary(by, s, p, o, with)
	})
}

// matched returns the matches that the options select: all, or the first.
func (o searchOptions) matched(by *vm.Process, s string, p pattern) []span {
	if o.global {
		return p.all(by, s, o.from, o.to)
	}
	if m, ok := p.find(s, o.from, o.to); ok {
		return []span{m}
	}
	return nil
}

func splitBinary(by *vm.Process, s string, p pattern, o searchOptions) []string {
	var parts []string
	last := 0
	for _, m := range o.matched(by, s, p) {
		parts = append(parts, s[last:m.at])
		last = m.at + m.n
	}
	parts = append(parts, s[last:])
	if o.trimAll {
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	}
	for o.trim && len(parts) > 0 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return parts
}

func replaceBinary(by *vm.Process, s string, p pattern, o searchOptions, with string) (term.Term, error) {
	var out strings.Builder
	last := 0
	for _, m := range o.matched(by, s, p) {
		out.WriteString(s[last:m.at])
		piece := with
		for _, i := range slices.Backward(slices.Sorted(slices.Values(o.insertReplaced))) {
			if i > len(with) {
				return term.Term{}, library.Bad(4, invalidOptions)
			}
			piece = piece[:i] + s[m.at:m.at+m.n] + piece[i:]
		}
		out.WriteString(piece)
		last = m.at + m.n
	}
	out.WriteString(s[last:])
	return term.Str(out.String()), nil
}

func strTerms(texts []string) []term.Term {
	out := make([]term.Term, len(texts))
	for i, s := range texts {
		out[i] = term.Str(s)
	}
	return out
}
