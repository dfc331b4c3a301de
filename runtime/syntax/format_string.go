package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"lab/runtime/term"
)

// quoteText returns s between quotes q. If raw is set, line ends are not escaped.
func quoteText(s string, q byte, raw bool) string {
	return string(q) + escapeText(s, q, raw) + string(q)
}

// escapeText escapes s for a string with quotes q. It escapes q, the backslash, # before {, invalid
// bytes and characters that are not printable. If raw is set, line ends are not escaped.
func escapeText(s string, q byte, raw bool) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		esc, _, control := controlName(r)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02X`, s[i])
		case r == rune(q) || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '#' && strings.HasPrefix(s[i:], "#{"):
			b.WriteString(`\#`)
		case r == '\n' && raw || r == ' ':
			b.WriteRune(r)
		case control:
			b.WriteString(esc)
		default:
			term.EscapeRune(&b, r)
		}
		i += n
	}
	return b.String()
}

// interpolatedCode returns the expression of an interpolation. The parser wraps the expression in
// Kernel.to_string/1, and in a string also in ::binary. interpolatedCode reports false for other
// forms.
func interpolatedCode(t term.Term) (term.Term, bool) {
	s := shapeOf(t)
	if s.is("::", 2) && shapeOf(s.args[1]).name() == "binary" {
		s = shapeOf(s.args[0])
	}
	if target, name, ok := s.dotted(); ok && target.Is(aKernel.Atom()) && name.Is(aToString.Atom()) && len(s.args) == 1 {
		return s.args[0], true
	}
	return term.Term{}, false
}

// isInterpolated reports whether args, the arguments of <<>>, can be written as a string.
func isInterpolated(args []term.Term) bool {
	for _, a := range args {
		if _, ok := a.AsStr(); ok {
			continue
		}
		s := shapeOf(a)
		if _, ok := interpolatedCode(a); !ok || !s.is("::", 2) {
			return false
		}
	}
	return len(args) > 0
}

// isInterpolatedCharlist reports whether parts, the argument of List.to_charlist/1, can be written
// as a charlist.
func isInterpolatedCharlist(parts []term.Term) bool {
	for _, p := range parts {
		if _, ok := p.AsStr(); ok {
			continue
		}
		if _, ok := interpolatedCode(p); !ok {
			return false
		}
	}
	return len(parts) > 0
}

// formatInterpolated writes the parts of a string between quotes q.
func formatInterpolated(parts []term.Term, q byte) layout {
	return cat{text(string(q)), formatParts(parts, func(s string) string { return escapeText(s, q, true) }), text(string(q))}
}

func formatParts(parts []term.Term, escape func(string) string) cat {
	var c cat
	for _, p := range parts {
		if s, ok := p.AsStr(); ok {
			c = append(c, text(escape(s)))
		} else if code, ok := interpolatedCode(p); ok {
			c = append(c, text("#{"+interpolationText(code)+"}"))
		}
	}
	return c
}

func interpolationText(code term.Term) string {
	if shapeOf(code).is("__block__", 0) {
		return ""
	}
	return render(formatBody(code))
}

// formatBits writes a bitstring. It writes the form of an interpolated string as a string.
func formatBits(s shape) layout {
	if isInterpolated(s.args) {
		return formatInterpolated(s.args, '"')
	}
	docs := make([]layout, len(s.args))
	for i, a := range s.args {
		docs[i] = formatSegment(a)
		text := render(docs[i])
		if i == 0 && strings.HasPrefix(text, "<<") || i == len(s.args)-1 && strings.HasSuffix(text, ">>") {
			docs[i] = parens(docs[i])
		}
	}
	return surround("<<", docs, ">>")
}

// formatSegment writes a segment of a bitstring as value::spec, without spaces around the
// operators.
func formatSegment(t term.Term) layout {
	s := shapeOf(t)
	if !s.is("::", 2) {
		return formatExpr(t)
	}
	v := formatOperand(s.args[0], "::", left)
	return cat{v, text("::"), formatSpec(s.args[1])}
}

func formatSpec(t term.Term) layout {
	s := shapeOf(t)
	if s.is("-", 2) || s.is("*", 2) {
		return cat{formatSpec(s.args[0]), text(s.name()), formatSpec(s.args[1])}
	}
	if isBinary(t) {
		return parens(formatExpr(t))
	}
	return formatExpr(t)
}

// formatSigil writes a sigil with the delimiter in its metadata. It returns nil if the form is not
// a sigil.
func formatSigil(name string, s shape) layout {
	delim := `"`
	if d, ok := hasMeta(s.meta, "delimiter"); ok {
		delim, _ = d.AsStr()
	}
	b := shapeOf(s.args[0])
	mods, ok := s.args[1].Slice()
	if !b.is("<<>>", -1) || !ok || delim == "" {
		return nil
	}
	for _, p := range b.args {
		_, isCode := interpolatedCode(p)
		if _, isText := p.AsStr(); !isText && !isCode {
			return nil
		}
	}
	letters, isText := charlistText(mods)
	if len(mods) > 0 && !isText {
		return nil
	}
	end := string(sigilEnd(delim[0]))
	body := formatParts(b.args, func(s string) string { return strings.ReplaceAll(s, end, `\`+end) })
	if len(delim) == 3 {
		end = delim
		body = append(cat{text("\n")}, formatParts(b.args, func(s string) string { return s })...)
	}
	return cat{text("~" + name + delim), body, text(end + letters)}
}
