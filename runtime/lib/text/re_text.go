package text

import (
	"slices"
	"strings"

	"lab/runtime/lib/erlang"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// installReText registers split and replace of :re.
func installReText(x library.Module, c *regexes) {
	split := func(p *vm.Process, a []term.Term) (term.Term, error) {
		text, r, o, err := c.textArgs(a, 2)
		if err != nil {
			return term.Term{}, err
		}
		return o.pieces(r.split(p, text, o.parts)), nil
	}
	x.Func("split", 2, split)
	x.Func("split", 3, split)
	replace := func(p *vm.Process, a []term.Term) (term.Term, error) {
		text, r, o, err := c.textArgs(a, 3)
		if err != nil {
			return term.Term{}, err
		}
		by, ok := reText(a[2], r.opts.unicode)
		if !ok {
			return term.Term{}, library.Bad(3, "not an iodata term")
		}
		if o.as != aIodata {
			return o.term(r.replace(p, text, by, o.global)), nil
		}
		if parts, ok := r.replaceParts(p, text, by, o.global); ok {
			return parts, nil
		}
		return a[0], nil
	}
	x.Func("replace", 3, replace)
	x.Func("replace", 4, replace)
}

// textOptions holds the options of split and replace.
type textOptions struct {
	global, trim, group bool
	parts               int
	as                  string
}

const aIodata = "iodata"

func (o textOptions) term(s string) term.Term {
	if o.as == "list" {
		return term.Charlist(s)
	}
	return term.Str(s)
}

// pieces returns the result of split. Without group, it is one list of the pieces and of the groups
// behind each of them.
func (o textOptions) pieces(pieces [][]string) term.Term {
	cut := len(pieces) > 1
	var out []term.Term
	for _, piece := range pieces {
		var parts []term.Term
		for _, s := range piece {
			parts = append(parts, o.term(s))
		}
		if o.group {
			parts = []term.Term{term.List(parts...)}
		}
		out = append(out, parts...)
	}
	empty := o.term("")
	if o.group {
		empty = term.List(empty)
	}
	for o.trim && cut && len(out) > 0 && term.Equal(out[len(out)-1], empty) {
		out = out[:len(out)-1]
	}
	return term.List(out...)
}

// textArgs converts the subject, the pattern, and the options after n arguments.
func (c *regexes) textArgs(a []term.Term, n int) (string, *regex, textOptions, error) {
	o := textOptions{as: aIodata}
	var options []term.Term
	if len(a) > n {
		options, _ = a[n].Options()
	}
	flags, other := flagsOf(options)
	for _, opt := range other {
		e := opt.Elems()
		switch {
		case opt.Is(aGlobal):
			o.global = true
		case opt.Is(aTrim):
			o.trim = true
		case opt.Is(aGroup):
			o.group = true
		case len(e) == 2 && library.AtomName(e[0]) == "return":
			o.as = library.AtomName(e[1])
		case len(e) == 2 && library.AtomName(e[0]) == "parts":
			o.parts, _ = library.Index(e[1])
		default:
			return "", nil, o, library.Bad(n+1, "invalid options")
		}
	}
	r, fault, ok := c.regexArg(a[1], flags)
	if !ok || fault != nil {
		return "", nil, o, library.Bad(2, "neither an iodata term nor a compiled regular expression")
	}
	text, ok := reText(a[0], r.opts.unicode)
	if !ok {
		return "", nil, o, library.Bad(1, "not an iodata term")
	}
	return text, r, o, nil
}

// split splits text at the matches. Each piece is followed by the groups of the match behind it. A
// limit other than 0 is the maximum number of pieces.
func (r *regex) split(p *vm.Process, text string, limit int) [][]string {
	var out [][]string
	last := 0
	for _, m := range r.matches(p, r.subject(p, text), 0, true) {
		if limit > 0 && len(out) >= limit-1 {
			break
		}
		if m[0].n == 0 && m[0].at == 0 {
			continue
		}
		piece := []string{text[last:m[0].at]}
		for _, g := range m[1:] {
			piece = append(piece, text[max(0, g.at):max(0, g.at)+g.n])
		}
		out = append(out, piece)
		last = m[0].at + m[0].n
	}
	return append(out, []string{text[last:]})
}

// replace replaces the first match or all matches with by. In by, & and \0 refer to the match, \N
// and \gN to groups.
func (r *regex) replace(p *vm.Process, text, by string, all bool) string {
	out := vm.Text{P: p}
	last := 0
	for _, m := range r.matches(p, r.subject(p, text), 0, all) {
		out.WriteString(text[last:m[0].at])
		expandReplacement(text, by, m, out.WriteString)
		last = m[0].at + m[0].n
	}
	out.WriteString(text[last:])
	return out.String()
}

// replaceParts returns the result of replace as re:replace/3 does without an option: a list of the
// text between the matches and of the replacements, which ends with the rest of the text. ok is
// false if nothing matches.
func (r *regex) replaceParts(p *vm.Process, text, by string, all bool) (parts term.Term, ok bool) {
	matches := r.matches(p, r.subject(p, text), 0, all)
	if len(matches) == 0 {
		return term.Term{}, false
	}
	defer p.Secure(len(matches) * (2 + strings.Count(by, "&") + strings.Count(by, `\`)) * 2 * term.ConsBytes)()
	var out []term.Term
	last := 0
	for _, m := range matches {
		if m[0].at > last {
			out = append(out, term.Str(text[last:m[0].at]))
		}
		out = append(out, replacementParts(text, by, m))
		last = m[0].at + m[0].n
	}
	tail := term.Empty
	if last < len(text) {
		tail = term.Str(text[last:])
	}
	return term.ListTail(out, tail), true
}

// replacementParts returns a replacement as one binary, or as a list of its literal parts and of the
// groups that it refers to.
func replacementParts(text, by string, m []span) term.Term {
	var parts []term.Term
	groups := expandReplacement(text, by, m, func(s string) { parts = append(parts, term.Str(s)) })
	if groups == 0 && len(parts) == 1 {
		return parts[0]
	}
	return term.List(parts...)
}

// expandReplacement passes the literal parts of by, and the groups that it refers to, to put. It
// returns the number of these groups.
func expandReplacement(text, by string, m []span, put func(string)) (groups int) {
	var literal []byte
	flush := func() {
		if len(literal) > 0 {
			put(string(literal))
			literal = literal[:0]
		}
	}
	for i := 0; i < len(by); i++ {
		n, size, ok := groupAt(by[i:])
		switch {
		case ok:
			flush()
			groups++
			put(groupText(text, m, n))
			i += size - 1
		case by[i] == '\\' && i+1 < len(by) && slices.Contains([]byte(`\&`), by[i+1]):
			i++
			literal = append(literal, by[i])
		default:
			literal = append(literal, by[i])
		}
	}
	flush()
	return groups
}

// groupText returns the text of group n, which is empty if the group did not take part in the match.
func groupText(text string, m []span, n int) string {
	if n >= len(m) || m[n].at < 0 {
		return ""
	}
	return text[m[n].at : m[n].at+m[n].n]
}

// groupAt returns the group that a replacement names at its start (&, \N, \gN or \g{N}), and the
// length of the name.
func groupAt(by string) (n, size int, ok bool) {
	if by[0] == '&' {
		return 0, 1, true
	}
	rest, ok := strings.CutPrefix(by, `\`)
	if !ok {
		return 0, 0, false
	}
	rest, named := strings.CutPrefix(rest, "g")
	rest, braced := strings.CutPrefix(rest, "{")
	digits := erlang.DigitsAt(rest, 0)
	closed := strings.HasPrefix(rest[digits:], "}")
	if digits == 0 || braced && !(named && closed) {
		return 0, 0, false
	}
	for _, d := range rest[:min(digits, maxGroupDigits)] {
		n = n*10 + int(d-'0')
	}
	size = len(by) - len(rest) + digits
	if braced {
		size++
	}
	return n, size, true
}

// maxGroupDigits bounds the number of a group. A pattern has at most 65,535 of them.
const maxGroupDigits = 9
