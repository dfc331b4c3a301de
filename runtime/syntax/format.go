package syntax

import (
	"strconv"
	"strings"

	"lab/runtime/term"
)

// laidOutUpTo is the length in bytes of the longest text that Format and Algebra pass to the source
// formatter. The limit bounds the time, because the formatter cannot be interrupted.
const laidOutUpTo = 16 << 10

// Format writes a quoted form as Macro.to_string/1 does. A form with wrapped literals keeps the
// layout of its source.
func Format(quoted term.Term) string {
	if tellsLayout(quoted) {
		t := &tidier{escape: true}
		return strings.TrimRight(printDocIn(t.block(wrapBare(quoted), 0, maxLine), 0), "\n")
	}
	d := formatBody(closeCalls(quoted, standsAlone))
	text := render(d)
	if !strings.Contains(text, "\n") || len(text) > laidOutUpTo {
		return text
	}
	// Macro.to_string/1 gives a form of several lines the layout of the source formatter.
	if laidOut, err := FormatSource(renderIn(d, maxLine), Options{}); err == nil {
		return laidOut
	}
	return text
}

func hasMeta(meta term.Term, key string) (term.Term, bool) {
	for c := meta.Cons(); c != nil; c = c.Tail.Cons() {
		if kv := c.Head.Elems(); len(kv) == 2 && kv[0].IsAtom() && kv[0].Atom().String() == key {
			return kv[1], true
		}
	}
	return term.Term{}, false
}

// formatBody writes the expressions of a body, each on a line of its own.
func formatBody(t term.Term) layout {
	s := shapeOf(t)
	if !s.is("__block__", -1) {
		return formatExpr(t)
	}
	if len(s.args) == 1 && shapeOf(s.args[0]).is("unquote_splicing", 1) {
		return cat{text("("), formatExpr(s.args[0]), text(")")}
	}
	var c cat
	wide := false
	for i, e := range s.args {
		d := formatBody(e)
		if shapeOf(e).is("__block__", -1) && len(s.args) > 1 {
			d = formatExpr(e)
		}
		w := breaks(d)
		if len(c) > 0 {
			c = append(c, hard{})
			if (w || wide) && !shapeOf(s.args[i-1]).is("@", 1) {
				c = append(c, hard{})
			}
		}
		c = append(c, group{d})
		wide = w
	}
	if len(s.args) > 1 {
		return force{c}
	}
	return c
}

// formatExpr writes one expression.
func formatExpr(t term.Term) layout {
	s := shapeOf(t)
	if !s.ok {
		return formatLiteral(t)
	}
	if !s.call {
		return text(s.name())
	}
	if d := formatSpecial(t, s); d != nil {
		return d
	}
	if target, name, ok := s.dotted(); ok {
		return formatRemote(target, name, s)
	}
	if s.head.IsTuple() {
		return formatCall(formatTarget(s.head), s.args, false)
	}
	if d := formatOperator(s); d != nil {
		return d
	}
	name := s.name()
	head := term.Inspect(s.head, term.Opts{})
	switch {
	case isName(name), IsOperator(name, 1), IsOperator(name, 2):
		head = name
	default:
		head = "unquote(" + head + ")"
	}
	if _, closed := hasMeta(s.meta, aClosed); closed {
		return formatCall(text(head), s.args, false)
	}
	_, closed := hasMeta(s.meta, "closing")
	return formatCall(text(head), s.args, !closed && withoutParens(name, len(s.args)) || isBareCall(s))
}

// isName reports whether name can be called without quotes.
func isName(name string) bool {
	if _, reserved := words[name]; reserved {
		return false
	}
	s := &scanner{src: name, line: 1, opts: &Options{}}
	w, err := s.word()
	return err == nil && w.text == name && name != "" && !w.alias && !w.at
}

// formatSpecial writes a form that has its own syntax. It returns nil for other forms.
func formatSpecial(t term.Term, s shape) layout {
	name := s.name()
	switch name {
	case "__block__":
		return formatNestedBlock(s)
	case "__aliases__":
		return formatAliases(s.args)
	case "{}":
		return surround("{", formatElements(s.args), "}")
	case "<<>>":
		return formatBits(s)
	case "%{}":
		return formatMap("%{", s.args)
	case "%":
		if m := shapeOf(last(s.args)); len(s.args) == 2 && m.is("%{}", -1) {
			return cat{text("%"), formatExpr(s.args[0]), formatMap("{", m.args)}
		}
	case "fn":
		if isClauses(s.args) {
			return formatFn(s.args)
		}
	case "..//":
		if len(s.args) == 3 {
			return cat{formatOperand(s.args[0], "..", left), text(".."), formatOperand(s.args[1], "..", right), text("//"),
				formatOperand(s.args[2], "..", right)}
		}
	case "..", "...":
		if len(s.args) == 0 {
			return text(name)
		}
	case "&":
		if len(s.args) == 1 {
			return formatCapture(s.args[0])
		}
	case "@":
		if len(s.args) == 1 {
			return formatAttribute(s.args[0])
		}
	case "not", "!":
		if in := shapeOf(last(s.args)); name == "not" && len(s.args) == 1 && in.is("in", 2) {
			return formatBinary("not in", "in", in.args)
		}
	}
	if strings.HasPrefix(name, "sigil_") && len(s.args) == 2 {
		if d := formatSigil(name[6:], s); d != nil {
			return d
		}
	}
	return nil
}

func last(ts []term.Term) term.Term {
	if len(ts) == 0 {
		return term.Nil
	}
	return ts[len(ts)-1]
}

// formatNestedBlock writes a block in a position that takes a single expression. A block of several
// expressions gets parentheses.
func formatNestedBlock(s shape) layout {
	switch len(s.args) {
	case 0:
		return text("nil")
	case 1:
		if in := shapeOf(s.args[0]); in.is("not", 1) || in.is("!", 1) {
			return cat{text("("), formatExpr(s.args[0]), text(")")}
		}
		if shapeOf(s.args[0]).is("unquote_splicing", 1) {
			return cat{text("("), formatExpr(s.args[0]), text(")")}
		}
		return formatExpr(s.args[0])
	}
	return force{cat{text("("), nest{cat{hard{}, formatBody(node(aBlock, term.Empty, s.args...))}}, hard{}, text(")")}}
}

func formatAliases(parts []term.Term) layout {
	var c cat
	for i, p := range parts {
		if i > 0 {
			c = append(c, text("."))
		}
		if p.IsAtom() {
			c = append(c, text(strings.TrimPrefix(p.Atom().String(), "Elixir.")))
		} else {
			c = append(c, formatTarget(p))
		}
	}
	return c
}

// formatLiteral writes a number, an atom, a string, a list or a pair.
func formatLiteral(t term.Term) layout {
	switch {
	case t.IsInteger():
		return text(underscores(term.Inspect(t, term.Opts{})))
	case t.Kind() == term.KindFloat:
		return text(formatFloat(t))
	case t.IsList():
		return formatList(t)
	case t.IsTupleOf(2):
		return surround("{", formatElements(t.Elems()), "}")
	}
	if s, ok := t.AsStr(); ok {
		return text(quoteText(s, '"', false))
	}
	return text(term.Inspect(t, term.Opts{Limit: -1, PrintableLimit: -1}))
}

// underscores separates groups of three digits by underscores if a number has six digits or more.
func underscores(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if len(digits) < 6 {
		return sign + digits
	}
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('_')
		}
		b.WriteByte(digits[i])
	}
	return sign + b.String()
}

func formatFloat(t term.Term) string {
	whole, rest, _ := strings.Cut(term.Inspect(t, term.Opts{}), ".")
	return underscores(whole) + "." + rest
}

// isPairs reports whether t is a non-empty keyword list.
func isPairs(t term.Term) bool {
	elems, ok := t.Slice()
	if !ok || len(elems) == 0 {
		return false
	}
	for _, e := range elems {
		if p := e.Elems(); len(p) != 2 || !isPlainKey(p[0]) {
			return false
		}
	}
	return true
}

// isPlainKey reports whether t can be a key of a keyword list in the text. An atom can, unless it
// is the name of a module.
func isPlainKey(t term.Term) bool {
	return t.IsAtom() && !strings.HasPrefix(t.Atom().String(), "Elixir.")
}

// formatPairs writes each pair as key: value.
func formatPairs(pairs []term.Term) []layout {
	docs := make([]layout, len(pairs))
	for i, p := range pairs {
		e := p.Elems()
		docs[i] = group{cat{text(keyText(e[0])), afterKey(e[1])}}
	}
	return docs
}

// afterKey writes the value after a key. A block starts on a new line.
func afterKey(v term.Term) layout {
	d := formatExpr(v)
	if _, forced := d.(force); forced {
		return force{nest{cat{hard{}, d}}}
	}
	return cat{text(" "), d}
}

func keyText(key term.Term) string {
	k := term.Inspect(key, term.Opts{})
	switch name := key.Atom().String(); {
	case strings.HasPrefix(k, `:"`):
		return k[1:] + ":"
	case strings.HasPrefix(k, ":"):
		return name + ":"
	case k == name:
		return name + ":"
	}
	return strconv.Quote(key.Atom().String()) + ":"
}

// formatElements writes elements. It writes a keyword list at the end without brackets, unless the
// keyword list is the only element.
func formatElements(elems []term.Term) []layout {
	var docs []layout
	for i, e := range elems {
		if i > 0 && i == len(elems)-1 && isPairs(e) {
			pairs, _ := e.Slice()
			return append(docs, formatPairs(pairs)...)
		}
		docs = append(docs, formatExpr(e))
	}
	return docs
}

func formatList(t term.Term) layout {
	elems, ok := t.Slice()
	if !ok {
		return text(term.Inspect(t, term.Opts{Limit: -1}))
	}
	if s, ok := charlistText(elems); ok {
		return text("~c" + quoteText(s, '"', false))
	}
	if isClauses(elems) {
		return formatParenClauses(elems)
	}
	pairs := len(elems)
	for pairs > 0 {
		if p := elems[pairs-1].Elems(); len(p) != 2 || !isPlainKey(p[0]) {
			break
		}
		pairs--
	}
	docs := make([]layout, 0, len(elems))
	for _, e := range elems[:pairs] {
		docs = append(docs, formatExpr(e))
	}
	return surround("[", append(docs, formatPairs(elems[pairs:])...), "]")
}

// charlistText returns the text of a list of printable ASCII characters. It reports false for an
// empty list and for any other list.
func charlistText(elems []term.Term) (string, bool) {
	var b strings.Builder
	for _, e := range elems {
		n, ok := e.AsInt()
		if !ok || n < 32 && (n < 7 || n > 13) && n != 27 || n > 126 {
			return "", false
		}
		b.WriteByte(byte(n))
	}
	return b.String(), len(elems) > 0
}
