package text

import (
	"fmt"
	"strconv"
	"strings"

	"lab/runtime/lib/erlang"
)

// A reFault is a compile error: PCRE's message and the offset.
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
	// atom is the offset in out of the last item that a quantifier can follow, or -1. open holds
	// the value for each open group.
	atom    int
	open    []int
	groups  int
	names   map[string]int
	highest int // the highest group referred to
	refAt   int
}

// mostPattern is the maximum length of a pattern in characters. A compiled pattern of PCRE has at most
// 64 KB, and it is larger than the pattern.
const mostPattern = 1 << 16

func translate(pattern []rune, o reOptions) (rePattern, *reFault) {
	if len(pattern) > mostPattern {
		return rePattern{}, &reFault{"regular expression is too large", mostPattern}
	}
	t := &reTranslator{in: pattern, text: string(pattern), opts: o, atom: -1, names: map[string]int{}}
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
	return rePattern{text, t.groups, t.names}, nil
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
		t.atom = t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.out.WriteByte(')')
		t.pos++
		return nil
	case '*', '+', '?':
		return t.quantifier(string(c), 1)
	case '{':
		return t.braces()
	case '|', '^':
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

// group translates an opening parenthesis and the marker of its kind.
func (t *reTranslator) group() *reFault {
	start := t.out.Len()
	rest := t.rest()
	switch {
	case strings.HasPrefix(rest, "(?#"):
		end := strings.IndexByte(rest, ')')
		if end < 0 {
			return &reFault{"missing ) after comment", len(t.in)}
		}
		t.pos += len([]rune(rest[:end+1]))
		return nil
	case strings.HasPrefix(rest, "(?P="):
		return t.namedReference(4, ')')
	case strings.HasPrefix(rest, "(?P<"):
		return t.namedGroup(4, '>')
	case strings.HasPrefix(rest, "(?'"):
		return t.namedGroup(3, '\'')
	case strings.HasPrefix(rest, "(?<") && !strings.HasPrefix(rest, "(?<=") && !strings.HasPrefix(rest, "(?<!"):
		return t.namedGroup(3, '>')
	case strings.HasPrefix(rest, "(*"):
		return t.fail("verbs such as (*FAIL) are not part of lab")
	case !strings.HasPrefix(rest, "(?"):
		t.groups++
		t.out.WriteByte('(')
		t.pos++
	default:
		if f := t.special(rest); f != nil {
			return f
		}
		if t.in[t.pos-1] == ')' {
			t.atom = -1
			return nil
		}
	}
	t.open = append(t.open, start)
	t.atom = -1
	return nil
}

// special translates (?: and similar groups, and option settings.
func (t *reTranslator) special(rest string) *reFault {
	for _, intro := range []string{"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>"} {
		if strings.HasPrefix(rest, intro) {
			t.out.WriteString(intro)
			t.pos += len(intro)
			return nil
		}
	}
	end := strings.IndexAny(rest[2:], ":)")
	if strings.HasPrefix(rest, "(?|") || strings.HasPrefix(rest, "(?R") || strings.HasPrefix(rest, "(?&") || strings.HasPrefix(rest, "(?P>") ||
		strings.HasPrefix(rest, "(?(") || erlang.DigitsAt(rest, 2) > 0 {
		return &reFault{"recursive, conditional and branch reset groups are not part of lab", t.pos + 2}
	}
	if end < 0 {
		return &reFault{"missing )", len(t.in)}
	}
	on := true
	var flags strings.Builder
	for i, c := range rest[2 : 2+end] {
		switch c {
		case '-':
			on = false
			flags.WriteByte('-')
		case 'i', 'm', 's':
			flags.WriteRune(c)
		case 'x':
			t.opts.extended = on
		case 'U':
			t.opts.ungreedy = on
		default:
			return &reFault{"unrecognized character after (? or (?-", t.pos + 2 + i}
		}
	}
	text := strings.TrimSuffix(flags.String(), "-")
	if closing := rest[2+end]; text != "" || closing == ':' {
		t.out.WriteString("(?" + text + string(closing))
	}
	t.pos += 3 + end
	return nil
}

func (t *reTranslator) namedGroup(intro int, end rune) *reFault {
	name, f := t.name(intro, end)
	if f != nil {
		return f
	}
	if _, twice := t.names[name]; twice {
		return &reFault{"two named subpatterns have the same name", t.pos - 1}
	}
	t.groups++
	t.names[name] = t.groups
	t.open = append(t.open, t.out.Len())
	t.out.WriteByte('(')
	t.atom = -1
	return nil
}

// name parses a name up to a delimiter and advances past both.
func (t *reTranslator) name(intro int, end rune) (string, *reFault) {
	start := t.pos + intro
	i := start
	for i < len(t.in) && (t.in[i] == '_' || isWord(t.in[i])) {
		i++
	}
	switch {
	case i >= len(t.in) || t.in[i] != end:
		return "", &reFault{"syntax error in subpattern name (missing terminator)", i}
	case i == start:
		return "", &reFault{"subpattern name expected", i}
	}
	t.pos = i + 1
	return string(t.in[start:i]), nil
}

func isWord(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

func (t *reTranslator) namedReference(intro int, end rune) *reFault {
	name, f := t.name(intro, end)
	if f != nil {
		return f
	}
	n, ok := t.names[name]
	if !ok {
		return t.fail("reference to non-existent subpattern")
	}
	t.emit(fmt.Sprintf(`(?:\%d)`, n), 0)
	return nil
}
