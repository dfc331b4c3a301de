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
		parts := r.split(p, text, o.parts)
		for o.trim && len(parts) > 0 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
		out := make([]term.Term, len(parts))
		for i, p := range parts {
			out[i] = o.term(p)
		}
		return term.List(out...), nil
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
		return o.term(r.replace(p, text, by, o.global)), nil
	}
	x.Func("replace", 3, replace)
	x.Func("replace", 4, replace)
}

// textOptions holds the options of split and replace.
type textOptions struct {
	global, trim bool
	parts        int
	as           string
}

func (o textOptions) term(s string) term.Term {
	if o.as == "list" {
		return term.Charlist(s)
	}
	return term.Str(s)
}

// textArgs converts the subject, the pattern, and the options after n arguments.
func (c *regexes) textArgs(a []term.Term, n int) (string, *regex, textOptions, error) {
	o := textOptions{as: "binary"}
	var options []term.Term
	if len(a) > n {
		options, _ = a[n].Slice()
	}
	flags, other := flagsOf(options)
	for _, opt := range other {
		e := opt.Elems()
		switch {
		case opt.Is(aGlobal):
			o.global = true
		case opt.Is(aTrim):
			o.trim = true
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

// split splits text at the matches and keeps captured groups. A limit other than 0 is the maximum
// number of parts.
func (r *regex) split(p *vm.Process, text string, limit int) []string {
	var out []string
	last, cuts := 0, 1
	for _, m := range r.matches(p, r.subject(p, text), 0, true) {
		if limit > 0 && cuts >= limit {
			break
		}
		if m[0].n == 0 && (m[0].at == 0 || m[0].at == len(text)) {
			continue
		}
		out = append(out, text[last:m[0].at])
		for _, g := range m[1:] {
			out = append(out, text[max(0, g.at):max(0, g.at)+g.n])
		}
		last = m[0].at + m[0].n
		cuts++
	}
	return append(out, text[last:])
}

// replace replaces the first match or all matches with by. In by, & and \0 refer to the match, \N
// and \gN to groups.
func (r *regex) replace(p *vm.Process, text, by string, all bool) string {
	out := vm.Text{P: p}
	last := 0
	for _, m := range r.matches(p, r.subject(p, text), 0, all) {
		out.WriteString(text[last:m[0].at])
		expandReplacement(&out, text, by, m)
		last = m[0].at + m[0].n
	}
	out.WriteString(text[last:])
	return out.String()
}

func expandReplacement(out *vm.Text, text, by string, m []span) {
	group := func(n int) {
		if n < len(m) && m[n].at >= 0 {
			out.WriteString(text[m[n].at : m[n].at+m[n].n])
		}
	}
	for i := 0; i < len(by); i++ {
		switch c := by[i]; {
		case c == '&':
			group(0)
		case c == '\\' && i+1 < len(by) && slices.Contains([]byte(`\&`), by[i+1]):
			i++
			out.WriteByte(by[i])
		case c == '\\':
			digits, n := by[i+1:], 0
			digits = strings.TrimPrefix(digits, "g")
			skipped := len(by[i+1:]) - len(digits)
			size := erlang.DigitsAt(digits, 0)
			for _, d := range digits[:size] {
				n = n*10 + int(d-'0')
			}
			if size == 0 {
				out.WriteByte(c)
				continue
			}
			group(n)
			i += skipped + size
		default:
			out.WriteByte(c)
		}
	}
}
