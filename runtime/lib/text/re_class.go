package text

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"lab/runtime/lib/data"
	"lab/runtime/lib/erlang"
)

// reClasses maps escapes to the contents of character classes, for ASCII and for Unicode
// properties.
var reClasses = map[rune]struct{ ascii, unicode string }{
	'd': {`0-9`, `\p{Nd}`},
	'w': {`A-Za-z0-9_`, `\p{L}\p{N}_`},
	's': {`\t\n\v\f\r `, `\t\n\v\f\r \x85\p{Z}`},
	'h': {`\t \xA0`, `\t \xA0\u1680\u180E\u2000-\u200A\u202F\u205F\u3000`},
	'v': {`\n\v\f\r\x85`, `\n\v\f\r\x85\u2028\u2029`},
}

// posixClasses holds the contents of [:name:].
var posixClasses = map[string]string{
	"alpha": `A-Za-z`, "digit": `0-9`, "alnum": `A-Za-z0-9`, "upper": `A-Z`, "lower": `a-z`,
	"space": `\t\n\v\f\r `, "blank": `\t `, "punct": `!-/:-@\[-` + "`" + `{-~`, "xdigit": `0-9A-Fa-f`,
	"word": `A-Za-z0-9_`, "cntrl": `\x00-\x1F\x7F`, "print": ` -~`, "graph": `!-~`, "ascii": `\x00-\x7F`,
}

// posixUnicode holds the contents of POSIX classes with the option ucp, which adds characters
// beyond ASCII.
var posixUnicode = map[string]string{
	"alpha": `\p{L}`, "digit": `\p{Nd}`, "alnum": `\p{L}\p{N}`, "upper": `\p{Lu}`, "lower": `\p{Ll}`,
	"space": `\s`, "word": `\p{L}\p{N}_`, "blank": `\t\p{Zs}`, "cntrl": `\p{Cc}`,
	"graph": `\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}`, "print": `\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf}\p{Zs}`,
	"punct": `\p{P}$+<=>^` + "`" + `|~`,
}

// posixNegated holds the contents of [:^name:]. The field unicode is "" if the class joins several
// Unicode properties and no escape stands for the complement, because a class cannot contain the
// complement of a union.
var posixNegated = map[string]struct{ ascii, unicode string }{
	"alpha":  {`\x00-@\[-` + "`" + `{-\uFFFF`, `\P{L}`},
	"digit":  {`\x00-/:-\uFFFF`, `\P{Nd}`},
	"alnum":  {`\x00-/:-@\[-` + "`" + `{-\uFFFF`, ""},
	"upper":  {`\x00-@\[-\uFFFF`, `\P{Lu}`},
	"lower":  {`\x00-` + "`" + `{-\uFFFF`, `\P{Ll}`},
	"space":  {`\x00-\x08\x0E-\x1F!-\uFFFF`, `\S`},
	"blank":  {`\x00-\x08\x0A-\x1F!-\uFFFF`, ""},
	"punct":  {`\x00- 0-9A-Za-z\x7F-\uFFFF`, ""},
	"xdigit": {`\x00-/:-@G-` + "`" + `g-\uFFFF`, `\x00-/:-@G-` + "`" + `g-\uFFFF`},
	"word":   {`\x00-/:-@\[-^` + "`" + `{-\uFFFF`, `\W`},
	"cntrl":  {` -~\x80-\uFFFF`, `\P{Cc}`},
	"print":  {`\x00-\x1F\x7F-\uFFFF`, ""},
	"graph":  {`\x00- \x7F-\uFFFF`, ""},
	"ascii":  {`\x80-\uFFFF`, `\x80-\uFFFF`},
}

func (t *reTranslator) inside(c rune) string {
	if t.opts.ucp {
		return reClasses[c].unicode
	}
	return reClasses[c].ascii
}

// escape translates a backslash outside a class.
func (t *reTranslator) escape() *reFault {
	if t.pos+1 >= len(t.in) {
		return &reFault{`\ at end of pattern`, len(t.in)}
	}
	switch c := t.in[t.pos+1]; c {
	case 'd', 'w', 's', 'h', 'v':
		t.emit("["+t.inside(c)+"]", 2)
	case 'D', 'W', 'S', 'H', 'V':
		t.emit("[^"+t.inside(c+'a'-'A')+"]", 2)
	case 'N':
		t.emit(`[^\n]`, 2)
	case 'R':
		t.emit(`(?>\r\n|[\n\v\f\r\x85\u2028\u2029])`, 2)
	case 'X':
		t.emit(`(?>\P{M}\p{M}*)`, 2)
	case 'Q':
		t.quoted()
	case 'E':
		t.pos += 2
	case 'K', 'C':
		return t.fail(`\` + string(c) + " is not part of lab")
	case 'g':
		return t.reference()
	case 'k':
		return t.kReference()
	case 'p', 'P':
		return t.property()
	case 'x':
		text, n, f := t.hex()
		if f != nil {
			return f
		}
		t.emit(text, n)
	case 'b', 'B', 'A', 'z', 'Z', 'G':
		t.out.WriteString(`\` + string(c))
		t.atom = -1
		t.pos += 2
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		n := erlang.DigitsAt(string(t.in[t.pos+1:]), 0)
		ref, _ := strconv.Atoi(string(t.in[t.pos+1 : t.pos+1+n]))
		t.pos += 1 + n
		t.refer(ref)
	case '_': // stands for itself, though it is not punctuation to regexp2
		t.emit("_", 2)
	default:
		t.emit(`\`+string(c), 2)
	}
	return nil
}

// refer emits a reference to group n.
func (t *reTranslator) refer(n int) {
	if n > t.highest {
		t.highest, t.refAt = n, t.pos
	}
	t.emit(fmt.Sprintf(`(?:\%d)`, n), 0)
}

// quoted translates \Q up to \E or the end.
func (t *reTranslator) quoted() {
	t.pos += 2
	for t.pos < len(t.in) {
		if strings.HasPrefix(t.rest(), `\E`) {
			t.pos += 2
			return
		}
		t.emit(quoteRune(t.in[t.pos]), 1)
	}
}

func quoteRune(r rune) string {
	if strings.ContainsRune(`\*+?|{}[]()^$.# -`, r) {
		return `\` + string(r)
	}
	return string(r)
}

// hex translates \xHH or \x{H..}. It returns the translation and the length of the source.
func (t *reTranslator) hex() (string, int, *reFault) {
	const before = len(`\x`)
	rest := string(t.in[t.pos+before:])
	digits, length := rest[:hexDigits(rest, 2)], before
	if strings.HasPrefix(rest, "{") {
		digits, length = rest[1:1+hexDigits(rest[1:], len(rest))], before+len("{}")
		if f := t.braced(digits, rest[1+len(digits):]); f != nil {
			return "", 0, f
		}
	}
	n, _ := strconv.ParseUint("0"+digits, 16, 21) // no digits mean 0
	return quoteRune(rune(n)), length + len(digits), nil
}

// braced checks the digits of \x{H..}, given the text after them. It reports the faults of PCRE,
// each at the end of the digits.
func (t *reTranslator) braced(digits, after string) *reFault {
	greatest := uint64(utf8.MaxRune)
	if !t.opts.unicode {
		greatest = math.MaxUint8
	}
	n, err := strconv.ParseUint("0"+digits, 16, 64)
	text := ""
	switch closed := strings.HasPrefix(after, "}"); {
	case digits == "" && closed:
		text = `digits missing in \x{} or \o{}`
	case err != nil || n > greatest:
		text = `character value in \x{} or \o{} is too large`
	case !closed:
		text = `non-hex character in \x{} (closing brace missing?)`
	case utf16.IsSurrogate(rune(n)):
		text = "disallowed Unicode code point (>= 0xd800 && <= 0xdfff)"
	default:
		return nil
	}
	return &reFault{text, t.pos + len(`\x{`) + len(digits)}
}

func hexDigits(s string, limit int) int {
	n := 0
	for n < len(s) && n < limit && data.DigitValue(s[n]) < 16 {
		n++
	}
	return n
}

// reference translates \g1, \g-1, \g{1}, \g{-1} or \g{name}.
func (t *reTranslator) reference() *reFault {
	rest := string(t.in[t.pos+2:])
	body, length := rest, 0
	if strings.HasPrefix(rest, "{") {
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return t.fail(`a numbered reference must not be zero`)
		}
		body, length = rest[1:end], end+1
	} else {
		sign := len(rest) - len(strings.TrimPrefix(rest, "-"))
		length = sign + erlang.DigitsAt(rest, sign)
		body = rest[:length]
	}
	n, err := strconv.Atoi(body)
	if err != nil {
		named, ok := t.names[body]
		if !ok {
			return t.fail("reference to non-existent subpattern")
		}
		n = named
	}
	if n < 0 {
		n += t.groups + 1
	}
	t.pos += 2 + length
	t.refer(n)
	return nil
}

// kReference translates \k<name>, \k'name' or \k{name}.
func (t *reTranslator) kReference() *reFault {
	if t.pos+2 < len(t.in) {
		if end, ok := map[rune]rune{'<': '>', '\'': '\'', '{': '}'}[t.in[t.pos+2]]; ok {
			return t.namedReference(3, end)
		}
	}
	return t.fail(`\k is not followed by a braced, angle-bracketed, or quoted name`)
}

// property translates \pL or \p{Lu}. ^ negates a property.
func (t *reTranslator) property() *reFault {
	text, n, f := t.propertyText()
	if f == nil {
		t.emit(text, n)
	}
	return f
}

func (t *reTranslator) propertyText() (string, int, *reFault) {
	c := t.in[t.pos+1]
	rest := string(t.in[t.pos+2:])
	name, n := rest, 3
	if strings.HasPrefix(rest, "{") {
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return "", 0, &reFault{`malformed \P or \p sequence`, len(t.in)}
		}
		name, n = rest[1:end], 3+end
	} else if rest != "" {
		name = rest[:1]
	}
	if trimmed := strings.TrimPrefix(name, "^"); trimmed != name {
		name, c = trimmed, 'p'+'P'-c
	}
	switch name {
	case "Any":
		return map[rune]string{'p': `[\s\S]`, 'P': `[^\s\S]`}[c], n, nil
	case "L&":
		name = "L"
	}
	if !knownProperty(name) {
		return "", 0, &reFault{`unknown property name after \P or \p`, t.pos + n - 1}
	}
	return `\` + string(c) + "{" + name + "}", n, nil
}

// class translates a bracketed character class.
func (t *reTranslator) class() *reFault {
	start := t.out.Len()
	t.pos++
	t.out.WriteByte('[')
	if t.pos < len(t.in) && t.in[t.pos] == '^' {
		t.out.WriteByte('^')
		t.pos++
	}
	for first := true; ; first = false {
		switch {
		case t.pos >= len(t.in):
			return &reFault{"missing terminating ] for character class", len(t.in)}
		case t.in[t.pos] == ']' && !first:
			t.out.WriteByte(']')
			t.pos++
			t.atom = start
			return nil
		}
		if f := t.classItem(); f != nil {
			return f
		}
	}
}

func (t *reTranslator) classItem() *reFault {
	rest := t.rest()
	c := t.in[t.pos]
	switch {
	case strings.HasPrefix(rest, "[:") && strings.Contains(rest, ":]"):
		return t.posix(rest)
	case c == '[':
		t.out.WriteString(`\[`)
	case c == ']':
		t.out.WriteString(`\]`)
	case c == '\\':
		return t.classEscape()
	case c == '-':
		t.out.WriteByte('-')
	default:
		if f := t.checkRange(c); f != nil {
			return f
		}
		t.out.WriteRune(c)
	}
	t.pos++
	return nil
}

// checkRange rejects ranges such as z-a.
func (t *reTranslator) checkRange(from rune) *reFault {
	if t.pos+2 >= len(t.in) || t.in[t.pos+1] != '-' {
		return nil
	}
	if to := t.in[t.pos+2]; to != ']' && to != '[' && to != '\\' && to < from {
		return &reFault{"range out of order in character class", t.pos + 2}
	}
	return nil
}

func (t *reTranslator) posix(rest string) *reFault {
	end := strings.Index(rest, ":]")
	name, negated := strings.CutPrefix(rest[2:end], "^")
	inside, ok := posixClasses[name]
	if !ok {
		return &reFault{"unknown POSIX class name", t.pos + 2}
	}
	if wide, has := posixUnicode[name]; has && t.opts.ucp {
		inside = wide
	}
	if negated {
		if inside = posixNegated[name].ascii; t.opts.ucp {
			inside = posixNegated[name].unicode
		}
		if inside == "" {
			return t.fail("[:^" + name + ":] with /u is not part of lab")
		}
	}
	t.out.WriteString(inside)
	t.pos += end + 2
	return nil
}

func (t *reTranslator) classEscape() *reFault {
	if t.pos+1 >= len(t.in) {
		return &reFault{`\ at end of pattern`, len(t.in)}
	}
	switch c := t.in[t.pos+1]; c {
	case 'd', 'w', 's', 'h', 'v':
		t.out.WriteString(t.inside(c))
	case 'p', 'P':
		text, n, f := t.propertyText()
		if f != nil {
			return f
		}
		t.out.WriteString(text)
		t.pos += n
		return nil
	case 'D', 'W', 'S':
		t.out.WriteString(`\` + string(c))
	case 'x':
		text, n, f := t.hex()
		if f != nil {
			return f
		}
		t.out.WriteString(text)
		t.pos += n
		return nil
	case '_':
		t.out.WriteByte('_')
	default:
		t.out.WriteString(`\` + string(c))
	}
	t.pos += 2
	return nil
}
