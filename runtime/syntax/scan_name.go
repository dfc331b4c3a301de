package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"lab/runtime/term"
)

// A word is a name as written in the source.
type word struct {
	text  string
	alias bool // begins with a capital
	ascii bool
	mark  bool // ends in ? or !
	at    bool // has an @, which only atoms may have
}

// words maps the reserved words to their token kinds.
var words = map[string]tokenKind{
	"fn": tFn, "do": tDo, "end": tEnd, "true": tTrue, "false": tFalse, "nil": tNil,
	"not": tUnary, "and": tAnd, "or": tOr, "when": tWhen, "in": tIn,
	"after": tBlock, "else": tBlock, "catch": tBlock, "rescue": tBlock,
}

func isStart(r rune) bool {
	return unicode.IsLetter(r) || unicode.Is(unicode.Nl, r) || unicode.Is(unicode.Other_ID_Start, r)
}

func isContinue(r rune) bool {
	return isStart(r) || unicode.In(r, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
}

// word scans a name: an identifier of Unicode annex 31 with an optional ? or ! at the end. The text
// of the word is empty if there is no name at pos.
func (s *scanner) word() (word, *Error) {
	from := s.pos
	w := word{ascii: true}
	c := s.at(0)
	switch {
	case isLower(c) || c == '_':
		s.pos++
	case isUpper(c):
		w.alias = true
		s.pos++
	case c >= utf8.RuneSelf:
		r, _ := utf8.DecodeRuneInString(s.rest())
		if !isStart(r) {
			return word{}, nil
		}
		w.ascii, w.alias = false, unicode.IsUpper(r) || unicode.IsTitle(r)
		s.skipRune()
	default:
		return word{}, nil
	}
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		switch {
		case isLower(c) || isUpper(c) || isDigit(c) || c == '_':
			s.pos++
			continue
		case c == '@':
			w.at = true
			s.pos++
			continue
		case c == '?' || c == '!':
			w.mark = true
			s.pos++
		case c >= utf8.RuneSelf:
			r, _ := utf8.DecodeRuneInString(s.rest())
			if isContinue(r) {
				w.ascii = false
				s.skipRune()
				continue
			}
			if unicode.IsPrint(r) && !unicode.IsSpace(r) {
				return w, s.unexpected()
			}
		}
		break
	}
	w.text = s.src[from:s.pos]
	return w, nil
}

// nameAtom returns the atom of a name, or its stand-in if Options.Names is set. It returns an error
// if the name is too long. If ExistingAtomsOnly is set, it also returns an error if the name is not
// an existing atom.
func (s *scanner) nameAtom(text string, at place) (term.Term, *Error) {
	if utf8.RuneCountInString(text) > term.MaxAtomRunes {
		return term.Term{}, fail(at, "atom length must be less than system limit: "+text)
	}
	if s.opts.ExistingAtomsOnly {
		a, ok := term.LookupAtom(text)
		if !ok {
			return term.Term{}, fail(at, "unsafe atom does not exist: "+text)
		}
		return a.Term(), nil
	}
	if names := s.opts.Names; names != nil {
		in, err := s.interned(standIn+strconv.Itoa(len(*names)), at)
		if err != nil {
			return term.Term{}, err
		}
		n := Name{Text: text, Line: at.line, Column: at.col, StandIn: in}
		*names = append(*names, n)
		return n.StandIn, nil
	}
	return s.interned(text, at)
}

// interned returns the atom of a name.
func (s *scanner) interned(text string, at place) (term.Term, *Error) {
	intern := term.TryIntern
	if s.opts.Library {
		intern = term.TryInternOwn
	}
	a, err := intern(text)
	if err != nil {
		return term.Term{}, fail(at, "invalid atom: "+text)
	}
	return a.Term(), nil
}

// A Name is a name in the text, with the stand-in that replaces its atom in the quoted form.
type Name struct {
	Text         string
	Line, Column int
	StandIn      term.Term
}

const standIn = "name in the text "

// name scans a name, a keyword key, an alias or a reserved word.
func (s *scanner) name() *Error {
	at, from := s.here(), s.pos
	w, err := s.word()
	if err != nil {
		return err
	}
	if w.text == "" {
		return s.unexpected()
	}
	if !w.ascii {
		w.text = composed(w.text)
	}
	colon := s.at(0) == ':' && s.pos+1 < len(s.src)
	if kind, ok := words[w.text]; ok && s.lastKind() != tDot && (s.at(0) != ':' || s.at(1) == ':') {
		return s.reserved(kind, w.text, at, from)
	}
	a, err := s.nameAtom(w.text, at)
	switch {
	case err != nil:
		return err
	case colon && isSpace(s.at(1)):
		s.pos++
		s.push(tKw, at, from, a)
		if s.opts.Late && w.text == "do" {
			s.lateKey()
		}
		return nil
	case colon && s.at(1) != ':':
		return fail(at, "keyword argument must be followed by space after: "+w.text+":")
	case w.at:
		kind := "identifier"
		if w.alias {
			kind = "alias"
		}
		return fail(at, invalidCharacter('@', kind)+w.text)
	case w.text == "__aliases__" || w.text == "__block__":
		return fail(at, "reserved token: "+w.text)
	case w.alias:
		return s.alias(w, a, at, from)
	}
	s.ambiguousBang("identifier", w.text, at)
	s.push(s.callKind(), at, from, a)
	return nil
}

// composed normalizes a name to NFC. The micro sign becomes the Greek letter mu, as in Elixir.
func composed(name string) string { return strings.ReplaceAll(norm.NFC.String(name), "µ", "μ") }

func (s *scanner) alias(w word, a term.Term, at place, from int) *Error {
	if w.ascii && !w.mark {
		s.push(tAlias, at, from, a)
		return nil
	}
	for _, r := range w.text {
		if r < 'A' || r > 127 {
			return fail(at, invalidCharacter(r, "alias (only ASCII characters, without punctuation, are allowed)")+w.text)
		}
	}
	panic("BUG: an alias with an odd character has none")
}

func invalidCharacter(r rune, in string) string {
	return fmt.Sprintf("invalid character \"%c\" (code point U+%s) in %s: ", r, hex(r), in)
}

// reserved scans a reserved word. An infix word such as and is a name before a slash (&and/2).
func (s *scanner) reserved(kind tokenKind, text string, at place, from int) *Error {
	switch kind {
	case tFn, tDo, tEnd:
		return s.blockWord(kind, text, at, from)
	case tTrue, tFalse, tNil, tBlock:
		s.push(kind, at, from, term.Sym(text))
		return nil
	}
	i := 0
	for isBlank(s.at(i)) {
		i++
	}
	if s.at(i) == '/' {
		s.push(tIdent, at, from, term.Sym(text))
		return nil
	}
	if kind == tUnary {
		s.push(kind, at, from, term.Sym(text))
		return nil
	}
	eols := s.eolsBefore()
	if t := s.last(); kind == tIn && t != nil && t.kind == tUnary && t.val.Is(aNot.Atom()) {
		not := *t
		s.toks = s.toks[:len(s.toks)-1]
		s.dropEol()
		s.push(tNotIn, not.place, not.start, not.val).detail = &detail{notIn: at, indent: noIndent}
		return nil
	}
	s.dropEol()
	s.push(kind, at, from, term.Sym(text)).eols = eols
	return nil
}

// ambiguousBang warns about name!= and name?= without a space.
func (s *scanner) ambiguousBang(what, text string, at place) {
	mark := text[len(text)-1:]
	if s.at(0) != '=' || mark != "!" && mark != "?" || s.warn == nil {
		return
	}
	s.warning(at, fmt.Sprintf("found %s \"%s\", ending with \"%s\", followed by =. It is unclear if you mean \"%s %s=\" or \"%s =\". "+
		"Please add a space before or after %s to remove the ambiguity", what, text, mark, strings.TrimSuffix(text, mark), mark, text, mark))
}

// unexpected returns the error of a character that cannot start a token.
func (s *scanner) unexpected() *Error {
	r, _ := utf8.DecodeRuneInString(s.rest())
	what := `"` + string(r) + `"`
	if _, name, ok := controlName(r); ok {
		what = name
	}
	return fail(s.here(), fmt.Sprintf("unexpected token: %s (column %d, code point U+%s)", what, s.column(), hex(r)))
}

// controlName returns the escape and the name of a control character.
func controlName(r rune) (escape, name string, ok bool) {
	switch r {
	case 0:
		return `\0`, "null byte", true
	case 7:
		return `\a`, "alert", true
	case '\b':
		return `\b`, "backspace", true
	case 127:
		return `\d`, "delete", true
	case 27:
		return `\e`, "escape", true
	case '\f':
		return `\f`, "form feed", true
	case '\n':
		return `\n`, "newline", true
	case '\r':
		return `\r`, "carriage return", true
	case ' ':
		return `\s`, "space", true
	case '\t':
		return `\t`, "tab", true
	case '\v':
		return `\v`, "vertical tab", true
	}
	return "", "", false
}

func isBidi(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func isBreak(r rune) bool {
	switch r {
	case 0x0B, 0x0C, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

func escapedRune(r rune) string { return fmt.Sprintf(`\u%04X`, r) }

// hex returns a code point in four hexadecimal digits, as error messages show it. A larger code
// point is "****".
func hex(r rune) string {
	if r > 0xFFFF {
		return "****"
	}
	return fmt.Sprintf("%04X", r)
}
