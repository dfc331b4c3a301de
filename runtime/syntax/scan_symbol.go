package syntax

import (
	"fmt"
	"strings"

	"lab/runtime/term"
)

// symbols holds every operator that consists of signs. The index is the first byte. Each list
// starts with the longest operator.
var symbols = symbolTable(map[tokenKind]string{
	tUnary:    "~~~ ! ^",
	tEllipsis: "...",
	tComp:     "=== !== == =~ !=",
	tAnd:      "&&& &&",
	tOr:       "||| ||",
	tXor:      "^^^",
	tConcat:   "+++ --- ++ -- <>",
	tArrow:    "<<< >>> ~>> <<~ <~> <|> |> ~> <~",
	tTernary:  "//",
	tPower:    "**",
	tRange:    "..",
	tRel:      "<= >= < >",
	tInMatch:  "<- \\\\",
	tType:     "::",
	tStab:     "->",
	tAssoc:    "=>",
	tAt:       "@",
	tDual:     "+ -",
	tMult:     "* /",
	tMatch:    "=",
	tPipe:     "|",
	tCapture:  "&",
	tComma:    ",",
	tLBits:    "<<",
	tRBits:    ">>",
	tLParen:   "(",
	tRParen:   ")",
	tLBracket: "[",
	tRBracket: "]",
	tLCurly:   "{",
	tRCurly:   "}",
	tPercent:  "%",
	tDot:      ".",
})

type symbol struct {
	text string
	kind tokenKind
	atom term.Term
}

func symbolTable(byKind map[tokenKind]string) (table [128][]symbol) {
	for n := 3; n > 0; n-- {
		for kind, texts := range byKind {
			for _, text := range strings.Fields(texts) {
				if len(text) == n {
					table[text[0]] = append(table[text[0]], symbol{text, kind, term.Sym(text)})
				}
			}
		}
	}
	return table
}

// opAtom returns the atom of an operator's text.
func opAtom(text string) term.Term {
	for _, y := range symbols[text[0]] {
		if y.text == text {
			return y.atom
		}
	}
	return term.Sym(text)
}

// lookupSymbol returns the longest symbol that text begins with.
func lookupSymbol(text string) (symbol, bool) {
	if text == "" || text[0] >= 128 {
		return symbol{}, false
	}
	for _, y := range symbols[text[0]] {
		if strings.HasPrefix(text, y.text) {
			return y, true
		}
	}
	return symbol{}, false
}

// symbol scans a token that starts with a sign.
func (s *scanner) symbol(c byte) (bool, *Error) {
	if c == ':' {
		if done, err := s.atom(); done {
			return false, err
		}
	}
	if s.bracketKeyword() {
		return false, nil
	}
	y, ok := lookupSymbol(s.rest())
	if !ok {
		return false, s.name()
	}
	switch y.kind {
	case tLParen, tLBracket, tLCurly, tLBits, tRParen, tRBracket, tRCurly, tRBits:
		if y.kind == tRCurly && s.inner && len(s.open) == 0 {
			return true, nil
		}
		return false, s.bracket(y)
	case tComma:
		at, from := s.here(), s.pos
		s.pos++
		s.push(tComma, at, from, term.Term{})
		return false, nil
	case tPercent:
		return false, s.percent()
	case tDot:
		return false, s.dot()
	case tCapture:
		s.capture(y)
		return false, nil
	case tAssoc, tTernary:
		s.operator(y)
		return false, nil
	case tRange:
		if strings.HasPrefix(s.rest(), "..//") {
			return false, s.stepName()
		}
	}
	s.operatorOrName(y)
	return false, nil
}

// bracketKeyword scans a keyword key of signs that operatorOrName does not handle, such as <<>>:.
// It reports whether there is such a key.
func (s *scanner) bracketKeyword() bool {
	for _, text := range [...]string{".", "<<>>", "%{}", "%", "&", "{}", "..//"} {
		if s.at(0) == text[0] && s.at(len(text)) == ':' && isSpace(s.at(len(text)+1)) && strings.HasPrefix(s.rest(), text) {
			at, from := s.here(), s.pos
			s.pos += len(text) + 1
			s.push(tKw, at, from, term.Sym(text))
			return true
		}
	}
	return false
}

// stepName scans ..// before a slash, where ..// is a name (&..///3). ..// is an error anywhere
// else.
func (s *scanner) stepName() *Error {
	at, from := s.here(), s.pos
	s.pos += 4
	end := s.pos
	s.blanks()
	if s.at(0) == '/' {
		s.push(tIdent, at, from, term.Sym("..//")).end = end
		return nil
	}
	s.pos = from
	return s.unexpected()
}

// operator scans an operator. An infix operator replaces the line end before it.
func (s *scanner) operator(y symbol) {
	at, from, eols := s.here(), s.pos, s.eolsBefore()
	s.pos += len(y.text)
	switch y.kind {
	case tUnary, tAt, tDual, tEllipsis, tCapture:
		s.push(y.kind, at, from, y.atom)
		return
	}
	s.dropEol()
	s.push(y.kind, at, from, y.atom).eols = eols
}

// operatorOrName scans an operator, a keyword key that is an operator (+: 1), or the name of an
// operator before a slash (&+/2).
func (s *scanner) operatorOrName(y symbol) {
	at, from, n := s.here(), s.pos, len(y.text)
	if s.at(n) == ':' && isSpace(s.at(n+1)) {
		s.pos += n + 1
		s.push(tKw, at, from, y.atom)
		return
	}
	s.pos += n
	s.blanks()
	slash := s.at(0) == '/'
	if slash {
		s.push(tIdent, at, from, y.atom).end = from + n
		return
	}
	after, line, bol := s.pos, s.line, s.bol
	s.pos, s.line, s.bol = from, at.line, from-at.col+1
	s.deprecatedOperator(y, at)
	s.operator(y)
	s.pos, s.line, s.bol = after, line, bol
}

func (s *scanner) deprecatedOperator(y symbol, at place) {
	switch y.text {
	case "^^^":
		s.warning(at, "^^^ is deprecated. It is typically used as xor but it has the wrong precedence, use Bitwise.bxor/2 instead")
	case "<|>":
		s.warning(at, "<|> is deprecated. Use another pipe-like operator")
	}
	if len(y.text) == 3 && s.at(3) == y.text[0] && strings.Contains("&&& ||| ^^^ +++ ---", y.text) {
		s.warning(at, fmt.Sprintf("found %q followed by %q, please use a space between %q and the next %q",
			y.text, y.text[:1], y.text, y.text[:1]))
	}
}

// capture scans &. The token is a name in &/2, a tCaptureInt directly before a digit, and the
// capture operator elsewhere.
func (s *scanner) capture(y symbol) {
	at, from := s.here(), s.pos
	kind := tCapture
	i := 1
	for isBlank(s.at(i)) {
		i++
	}
	switch {
	case isDigit(s.at(i)) && i == 1:
		kind = tCaptureInt
	case s.at(i) == '/':
		for i++; isBlank(s.at(i)); i++ {
		}
		if s.at(i) != '/' {
			kind = tIdent
		}
	}
	s.pos++
	s.push(kind, at, from, y.atom)
}

// percent scans the start of a map or a struct.
func (s *scanner) percent() *Error {
	at, from := s.here(), s.pos
	switch c := s.at(1); c {
	case '(', '[':
		return fail(at, "expected %{ to define a map, got: %"+string(c))
	case '{':
		s.pos++
		s.push(tMapOp, at, from, term.Term{})
		s.pos++
		return s.terminator("{", tLCurly, at, from)
	}
	s.pos++
	s.push(tPercent, at, from, term.Term{})
	return nil
}

// bracket scans an opening or closing bracket.
func (s *scanner) bracket(y symbol) *Error {
	at, from := s.here(), s.pos
	if y.kind == tLCurly && s.lastKind() == tPercent {
		return fail(at, "unexpected space between % and {\n\n"+
			"If you want to define a map, write %{...}, with no spaces.\n"+
			"If you want to define a struct, write %StructName{...}.\n\n"+
			"Syntax error before: {")
	}
	s.pos += len(y.text)
	return s.terminator(y.text, y.kind, at, from)
}

// dot scans a dot, and also the quoted name or the operator after it. Any other name after the dot
// is the next token. It may be a reserved word.
func (s *scanner) dot() *Error {
	at, from := s.here(), s.pos
	s.pos++
	if err := s.afterDot(); err != nil {
		return err
	}
	s.dropEol()
	if c := s.at(0); c == '(' {
		s.push(tDotCall, at, from, term.Term{}).end = from + 1
		return nil
	} else if c == '"' || c == '\'' {
		return s.quotedCall(at, from)
	}
	s.push(tDot, at, from, term.Term{}).end = from + 1
	y, ok := lookupSymbol(s.rest())
	if !ok {
		return nil
	}
	switch y.kind {
	case tUnary, tComp, tAnd, tOr, tXor, tConcat, tArrow, tPower, tRel, tInMatch, tType, tAt, tDual, tMult, tMatch, tPipe, tCapture:
		at, from := s.here(), s.pos
		s.pos += len(y.text)
		s.push(s.callKind(), at, from, y.atom)
	}
	return nil
}

// afterDot skips white space and comments between a dot and the name.
func (s *scanner) afterDot() *Error {
	for {
		s.blanks()
		if s.at(0) == '#' {
			if err := s.comment(); err != nil {
				return err
			}
		}
		n := s.lineEnd(0)
		if n == 0 {
			return nil
		}
		s.newline(n)
	}
}

// callKind returns the token kind of a name. The byte after the name decides.
func (s *scanner) callKind() tokenKind {
	switch s.at(0) {
	case '(':
		return tParenIdent
	case '[':
		return tBracketIdent
	}
	return tIdent
}

// atom scans an atom. done is false if the colon starts another token.
func (s *scanner) atom() (done bool, err *Error) {
	at, from := s.here(), s.pos
	rest := s.src[s.pos+1:]
	for _, text := range [...]string{"<<>>", "%{}", "%", "{}", "..//"} {
		if strings.HasPrefix(rest, text) {
			return s.atomOf(at, from, text), nil
		}
	}
	if y, ok := lookupSymbol(rest); ok {
		switch y.kind {
		case tType:
			s.warning(at, "atom ::: must be written between quotes, as in :\"::\", to avoid ambiguity")
			return s.atomOf(at, from, y.text), nil
		case tLBits, tRBits:
			return s.atomOf(at, from, y.text[:1]), nil
		case tTernary:
			return s.atomOf(at, from, "/"), nil
		case tAssoc:
			return s.atomOf(at, from, "="), nil
		case tComma, tLParen, tRParen, tLBracket, tRBracket, tLCurly, tRCurly:
		default:
			return s.atomOf(at, from, y.text), nil
		}
	}
	if strings.HasPrefix(rest, ":") {
		return false, nil
	}
	s.pos++
	w, err := s.word()
	if err != nil {
		return true, err
	}
	if w.text == "" {
		s.pos = from
		return true, s.unexpected()
	}
	a, err := s.nameAtom(w.text, at)
	if err != nil {
		return true, err
	}
	s.ambiguousBang("atom", ":"+w.text, at)
	s.push(tAtom, at, from, a)
	return true, nil
}

func (s *scanner) atomOf(at place, from int, text string) bool {
	s.pos += 1 + len(text)
	s.push(tAtom, at, from, term.Sym(text))
	return true
}
