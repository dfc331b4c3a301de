package text

import (
	"strconv"
	"strings"
)

// A reFault is a compile error: PCRE's message and the offset in reTranslator.in.
type reFault struct {
	text string
	at   int
}

// A rePattern is a pattern in the syntax of regexp2. Its groups are numbered from left to right as
// in PCRE, whether named or not.
type rePattern struct {
	text   string
	groups int
	names  map[string]int
	// repeats reports whether a group is repeated.
	repeats bool
}

// reOptions holds the compile options that affect the translation.
type reOptions struct {
	unicode, ucp, extended, ungreedy      bool
	caseless, multiline, dotall, anchored bool
	dollarEndonly, firstline              bool
}

// A reTranslator translates PCRE patterns. The syntaxes differ in classes (\h, \R, [:alpha:]),
// possessive quantifiers, \Q..\E, references, and the numbering of named groups. It translates
// these and copies the rest.
type reTranslator struct {
	in []rune
	// text is in as a string. Its character n begins at bytes[n].
	text  string
	bytes []int32
	pos   int
	out   strings.Builder
	opts  reOptions
	// atom is the offset in out of the last item that a quantifier can follow, or -1.
	atom   int
	open   []openGroup
	groups int
	// repeats is set if a group is repeated.
	repeats bool
	// numbered is set for a pattern with branch reset groups. The names of the translated groups
	// are their numbers.
	numbered bool
	names    map[string]int
	highest  int // the highest group referred to
	refAt    int
}

// mostPattern is the maximum length of a pattern in characters. A compiled pattern of PCRE has at
// most 64 KB, and is larger than its source.
const mostPattern = 1 << 16

func translate(pattern []rune, o reOptions) (rePattern, *reFault) {
	if len(pattern) > mostPattern {
		return rePattern{}, &reFault{"regular expression is too large", mostPattern}
	}
	t := &reTranslator{in: pattern, text: string(pattern), opts: o, atom: -1, names: map[string]int{}}
	t.numbered = strings.Contains(t.text, "(?|")
	for at := range t.text {
		t.bytes = append(t.bytes, int32(at))
	}
	for t.pos < len(t.in) {
		if f := t.item(); f != nil {
			return rePattern{}, f
		}
	}
	if len(t.open) > 0 {
		return rePattern{}, &reFault{"missing )", len(t.in)}
	}
	if t.highest > t.groups {
		return rePattern{}, &reFault{"reference to non-existent subpattern", t.refAt}
	}
	text := t.out.String()
	if o.anchored {
		text = `\G(?:` + text + `)`
	}
	return rePattern{text, t.groups, t.names, t.repeats}, nil
}

func (t *reTranslator) rest() string { return t.text[t.bytes[t.pos]:] }

func (t *reTranslator) fail(text string) *reFault { return &reFault{text, t.pos} }

// emit writes an atom for the next n characters of the pattern.
func (t *reTranslator) emit(s string, n int) {
	t.atom = t.out.Len()
	t.out.WriteString(s)
	t.pos += n
}

func (t *reTranslator) item() *reFault {
	switch c := t.in[t.pos]; c {
	case '\\':
		return t.escape()
	case '[':
		return t.class()
	case '(':
		return t.group()
	case ')':
		if len(t.open) == 0 {
			return t.fail("unmatched parentheses")
		}
		t.close()
		return nil
	case '*', '+', '?':
		return t.quantifier(string(c), 1)
	case '{':
		return t.braces()
	case '|', '^':
		if c == '|' {
			t.branch()
		}
		t.out.WriteRune(c)
		t.atom = -1
		t.pos++
	case '$':
		if t.opts.dollarEndonly && !t.opts.multiline {
			t.emit(`\z`, 1)
		} else {
			t.emit("$", 1)
		}
	case '#', ' ', '\t', '\n', '\r', '\f', '\v':
		t.blank(c)
	default:
		t.emit(string(c), 1)
	}
	return nil
}

// blank translates white space or a comment. Extended patterns ignore both.
func (t *reTranslator) blank(c rune) {
	switch {
	case !t.opts.extended && c == '#':
		t.emit(`\#`, 1)
	case !t.opts.extended:
		t.emit(string(c), 1)
	case c != '#':
		t.pos++
	default:
		for t.pos < len(t.in) && t.in[t.pos] != '\n' {
			t.pos++
		}
	}
}

// braces translates {n}, {n,} or {n,m}, or a literal brace.
func (t *reTranslator) braces() *reFault {
	end := t.pos + 1
	for end < len(t.in) && t.in[end] != '}' {
		end++
	}
	if end >= len(t.in) {
		t.emit(`\{`, 1)
		return nil
	}
	body := string(t.in[t.pos+1 : end])
	low, high, ranged := strings.Cut(body, ",")
	n, err := strconv.Atoi(low)
	m, errHigh := strconv.Atoi(high)
	if err != nil || n < 0 || ranged && high != "" && (errHigh != nil || m < 0) {
		t.emit(`\{`, 1)
		return nil
	}
	if n > 65535 || m > 65535 {
		return &reFault{"number too big in {} quantifier", t.pos + 1 + len(body)}
	}
	if ranged && high != "" && m < n {
		return &reFault{"numbers out of order in {} quantifier", end}
	}
	return t.quantifier("{"+body+"}", end-t.pos+1)
}

// quantifier emits a quantifier with its suffix: ? for lazy, or + for possessive, which becomes an
// atomic group.
func (t *reTranslator) quantifier(q string, n int) *reFault {
	if t.atom < 0 {
		return t.fail("nothing to repeat")
	}
	if q != "?" && t.out.String()[t.atom] == '(' {
		t.repeats = true
	}
	t.pos += n
	suffix := rune(0)
	if t.pos < len(t.in) && (t.in[t.pos] == '?' || t.in[t.pos] == '+') {
		suffix = t.in[t.pos]
		t.pos++
	}
	if suffix == '+' {
		text := t.out.String()
		atom := text[t.atom:]
		t.out.Reset()
		t.out.WriteString(text[:t.atom] + "(?>" + atom + q + ")")
	} else {
		t.out.WriteString(q)
		if (suffix == '?') != t.opts.ungreedy {
			t.out.WriteByte('?')
		}
	}
	t.atom = -1
	return nil
}
