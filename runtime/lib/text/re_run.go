package text

import (
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/dlclark/regexp2"

	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// A runSpec holds the options of run/3.
type runSpec struct {
	global   bool
	offset   int
	notEmpty bool
	what     term.Term // all, first, none, all_but_first, all_names or a list
	as       string    // index, binary or list
}

var aAll = term.Intern("all")

func newRunSpec(options []term.Term) (runSpec, bool) {
	s := runSpec{what: aAll.Term(), as: "index"}
	for _, o := range options {
		e := o.Elems()
		switch name := library.AtomName(o); {
		case name == "global":
			s.global = true
		case name == "notempty":
			s.notEmpty = true
		case name == "report_errors" || name == "notbol" || name == "noteol" || name == "notempty_atstart":
		case len(e) == 2 && library.AtomName(e[0]) == "offset":
			n, ok := library.Index(e[1])
			if !ok || n < 0 {
				return s, false
			}
			s.offset = n
		case len(e) >= 2 && library.AtomName(e[0]) == "capture":
			s.what = e[1]
			if len(e) == 3 {
				s.as = library.AtomName(e[2])
			}
		case len(e) == 2 && (library.AtomName(e[0]) == "match_limit" || library.AtomName(e[0]) == "match_limit_recursion"):
		default:
			return s, false
		}
	}
	return s, s.as == "index" || s.as == "binary" || s.as == "list"
}

// A subject is text with the byte offsets of the engine's characters.
type subject struct {
	text  string
	runes []rune
	at    []int // byte offset of each rune and of the end; nil if equal to the index
}

func (r *regex) subject(p *vm.Process, text string) subject {
	p.Need(len(text) * subjectBytes)
	s := subject{text: text, runes: r.opts.runesOf(text)}
	if r.opts.unicode && len(s.runes) != len(text) {
		s.at = make([]int, 0, len(s.runes)+1)
		for i := range text {
			s.at = append(s.at, i)
		}
		s.at = append(s.at, len(text))
	}
	return s
}

func (s subject) byteAt(i int) int {
	if s.at == nil {
		return i
	}
	return s.at[i]
}

// runeAt returns the index of the rune at a byte offset.
func (s subject) runeAt(offset int) int {
	if s.at == nil {
		return offset
	}
	i, _ := slices.BinarySearch(s.at, offset)
	return i
}

const (
	// subjectBytes is the memory for a byte of text: a rune and an offset.
	subjectBytes = 12
	// trackBytes is the memory for each character that a repeated group matches. The engine records
	// each repetition to be able to return to it.
	trackBytes = 160
	// foundBytes is the memory for a match, and spanBytes for each of its groups.
	foundBytes, spanBytes = 128, 128
)

// matches returns the first match or all matches from a byte offset on. A match is the spans of its
// groups in bytes. A group that did not take part has offset -1. The search ends before a match
// that takes too long.
func (r *regex) matches(p *vm.Process, s subject, offset int, all bool) [][]span {
	if r.repeats {
		defer p.Claim(len(s.runes) * trackBytes)()
	}
	var out [][]span
	start := s.runeAt(offset)
	for start <= len(s.runes) {
		m, err := r.re.FindRunesMatchStartingAt(s.runes, start)
		if err != nil {
			m, err = r.patient().FindRunesMatchStartingAt(s.runes, start)
		}
		if err != nil || m == nil {
			break
		}
		p.Need(foundBytes + (r.groups+1)*spanBytes)
		out = append(out, r.spans(s, m))
		if !all {
			break
		}
		start = m.Index + m.Length
		if m.Length == 0 {
			start++
		}
	}
	return out
}

func (r *regex) spans(s subject, m *regexp2.Match) []span {
	groups := m.Groups()
	out := make([]span, r.groups+1)
	for i := range out {
		out[i] = span{-1, 0}
		if i < len(groups) && len(groups[i].Captures) > 0 {
			from := s.byteAt(groups[i].Index)
			out[i] = span{from, s.byteAt(groups[i].Index+groups[i].Length) - from}
		}
	}
	return out
}

func (r *regex) sortedNames() []string { return slices.Sorted(maps.Keys(r.names)) }

// run implements run/2 and run/3.
func (c *regexes) run(p *vm.Process, a []term.Term) (term.Term, error) {
	var options []term.Term
	if len(a) == 3 {
		list, ok := a[2].Options()
		if !ok {
			return term.Term{}, library.Bad(3, "not a list")
		}
		options = list
	}
	flags, other := flagsOf(options)
	spec, ok := newRunSpec(other)
	if !ok {
		return term.Term{}, library.Bad(3, "invalid options")
	}
	r, fault, ok := c.regexArg(a[1], flags)
	switch {
	case !ok:
		return term.Term{}, library.Bad(2, "neither an iodata term nor a compiled regular expression")
	case fault != nil:
		return term.Term{}, library.Bad(2, "could not parse regular expression\n"+fault.text+" on character "+strconv.Itoa(fault.at))
	}
	text, ok := reText(a[0], r.opts.unicode)
	if !ok && a[0].IsBits() {
		return term.Term{}, vm.Badarg() // invalid UTF-8
	}
	if !ok {
		return term.Term{}, library.Bad(1, "not an iodata term")
	}
	if spec.offset > len(text) || r.opts.unicode && !utf8.ValidString(text) {
		return term.Term{}, vm.Badarg()
	}
	return spec.answer(p, r, text)
}

func (spec runSpec) answer(p *vm.Process, r *regex, text string) (term.Term, error) {
	found := r.matches(p, r.subject(p, text), spec.offset, spec.global)
	if spec.notEmpty {
		found = slices.DeleteFunc(found, func(m []span) bool { return m[0].n == 0 })
	}
	aMatch := term.Sym("match")
	switch {
	case len(found) == 0:
		return term.Sym("nomatch"), nil
	case spec.what.Is(term.ANone) || spec.what.IsEmpty():
		return aMatch, nil
	}
	out := make([]term.Term, len(found))
	for i, m := range found {
		spans, ok := spec.chosen(r, m)
		if !ok {
			return term.Term{}, library.Bad(3, "invalid options")
		}
		parts := make([]term.Term, len(spans))
		for j, s := range spans {
			parts[j] = spec.part(text, s)
		}
		out[i] = term.List(parts...)
	}
	if spec.global {
		return term.Tup(aMatch, term.List(out...)), nil
	}
	return term.Tup(aMatch, out[0]), nil
}

// part returns one capture in the requested form.
func (spec runSpec) part(text string, s span) term.Term {
	if spec.as == "index" {
		return s.term()
	}
	piece := ""
	if s.at >= 0 {
		piece = text[s.at : s.at+s.n]
	}
	if spec.as == "list" {
		return term.Charlist(piece)
	}
	return term.Str(piece)
}

// chosen returns the requested captures. all and all_but_first omit trailing groups that did not
// take part.
func (spec runSpec) chosen(r *regex, m []span) ([]span, bool) {
	used := len(m)
	for used > 1 && m[used-1].at < 0 {
		used--
	}
	switch library.AtomName(spec.what) {
	case "all":
		return m[:used], true
	case "first":
		return m[:1], true
	case "all_but_first":
		return m[1:used], true
	case "all_names":
		var out []span
		for _, name := range r.sortedNames() {
			out = append(out, m[r.names[name]])
		}
		return out, true
	}
	list, ok := spec.what.Options()
	var out []span
	for _, t := range list {
		n, isInt := library.Index(t)
		if !isInt {
			name, _ := FormatText(t)
			if n, isInt = r.names[name]; !isInt {
				n = -1
			}
		}
		if n < 0 || n >= len(m) {
			out = append(out, span{-1, 0})
			continue
		}
		out = append(out, m[n])
	}
	return out, ok
}
