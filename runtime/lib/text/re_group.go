package text

import (
	"fmt"
	"strconv"
	"strings"

	"lab/runtime/lib/erlang"
)

// This file translates the groups of regular expressions.

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
		t.capture()
		t.pos++
		return nil
	case strings.HasPrefix(rest, "(?|"):
		t.out.WriteString("(?:")
		t.pos += 3
		t.enter(openGroup{atom: start, reset: true, first: t.groups, most: t.groups})
		return nil
	case strings.HasPrefix(rest, "(?("):
		return t.conditional(rest)
	default:
		if f := t.special(rest); f != nil {
			return f
		}
		if t.in[t.pos-1] == ')' {
			t.atom = -1
			return nil
		}
	}
	t.enter(openGroup{atom: start})
	return nil
}

// An openGroup is a group whose end has not been reached. atom is its offset in out.
type openGroup struct {
	atom int
	// reset marks a branch reset group. Each of its alternatives numbers its groups from first+1;
	// most is the highest number so far.
	reset       bool
	first, most int
}

func (t *reTranslator) enter(g openGroup) {
	t.open = append(t.open, g)
	t.atom = -1
}

// capture begins a group that captures.
func (t *reTranslator) capture() {
	start := t.out.Len()
	t.groups++
	if t.numbered {
		fmt.Fprintf(&t.out, "(?<%d>", t.groups)
	} else {
		t.out.WriteByte('(')
	}
	t.enter(openGroup{atom: start})
}

// branch begins the next alternative of the innermost group.
func (t *reTranslator) branch() {
	if n := len(t.open); n > 0 && t.open[n-1].reset {
		g := &t.open[n-1]
		g.most = max(g.most, t.groups)
		t.groups = g.first
	}
}

// close ends the innermost group.
func (t *reTranslator) close() {
	g := t.open[len(t.open)-1]
	t.open = t.open[:len(t.open)-1]
	if g.reset {
		t.groups = max(g.most, t.groups)
	}
	t.atom = g.atom
	t.out.WriteByte(')')
	t.pos++
}

// conditional translates (?(condition)yes|no). The condition is the number or the name of a group,
// or an assertion.
func (t *reTranslator) conditional(rest string) *reFault {
	start := t.out.Len()
	if strings.HasPrefix(rest, "(?(?") {
		t.out.WriteString("(?")
		t.pos += 2
		t.enter(openGroup{atom: start})
		return nil
	}
	end := strings.IndexByte(rest, ')')
	if end < 0 {
		return &reFault{"malformed number or name after (?(", len(t.in)}
	}
	name := strings.Trim(rest[3:end], "<>'")
	n, known := t.names[name]
	if digits := erlang.DigitsAt(rest, 3); digits > 0 && 3+digits == end {
		n, _ = strconv.Atoi(name)
		known = true
		if n > t.highest {
			t.highest, t.refAt = n, t.pos+end+1
		}
	}
	switch {
	case !known && (name == "DEFINE" || name == "R" || strings.HasPrefix(name, "R&")):
		return t.recursion()
	case name == "":
		return &reFault{"malformed number or name after (?(", t.pos + 3}
	case !known:
		return &reFault{"reference to non-existent subpattern", t.pos + end + 1}
	}
	fmt.Fprintf(&t.out, "(?(%d)", n)
	t.pos += len([]rune(rest[:end+1]))
	t.enter(openGroup{atom: start})
	return nil
}

func (t *reTranslator) recursion() *reFault {
	return &reFault{"recursive groups are not part of lab", t.pos + 2}
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
	if strings.HasPrefix(rest, "(?R") || strings.HasPrefix(rest, "(?&") || strings.HasPrefix(rest, "(?P>") || erlang.DigitsAt(rest, 2) > 0 {
		return t.recursion()
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
	if n, twice := t.names[name]; twice && n != t.groups+1 {
		return &reFault{"two named subpatterns have the same name", t.pos - 1}
	}
	t.capture()
	t.names[name] = t.groups
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
