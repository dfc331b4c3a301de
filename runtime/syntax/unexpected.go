package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unexpected records the error of the token at pos.
func (p *parser) unexpected() {
	if p.err != nil {
		return
	}
	t := p.peek()
	if t.kind == tEOF {
		p.fail(t.place, "syntax error: expression is incomplete")
		p.err.Kind, p.err.Incomplete = KindTokenMissing, true
		return
	}
	if t.kind == tEol {
		p.fail(t.place, "unexpectedly reached end of line. The current expression is invalid or incomplete")
		return
	}
	text := t.spell()
	if w := strings.Trim(text, "'"); reservedSpelling(t.kind, w) {
		text = w + ". \"" + w + "\" is a reserved word in Elixir and therefore its usage is limited. " +
			"For instance, it can't be used as a variable or be defined nor invoked as a regular function"
	}
	p.fail(t.place, "syntax error before: "+text)
}

// reservedSpelling reports whether a token is a reserved word.
func reservedSpelling(k tokenKind, word string) bool {
	switch k {
	case tFn, tEnd, tBlock, tTrue, tFalse, tNil, tAnd, tOr, tWhen, tIn, tUnary, tAtom, tKw, tIdent:
		kind, ok := words[word]
		return ok && kind != tDo
	}
	return false
}

// spell returns a token as Erlang's parser generator shows it: its value as an Erlang term.
func (t *token) spell() string {
	switch t.kind {
	case tInt, tFloat:
		return `"` + t.source + `"`
	case tChar:
		return "?" + strings.TrimPrefix(t.source, "?")
	case tString, tCharlist:
		if len(t.parts) > 0 && t.parts[0].code {
			return `"`
		}
		if len(t.parts) == 0 {
			return `""`
		}
		return `"` + t.parts[0].text + `"`
	case tSigil:
		text := ""
		if len(t.parts) > 0 && !t.parts[0].code {
			text = t.parts[0].text
		}
		return "sigil ~" + strings.TrimPrefix(t.val.Atom().String(), "sigil_") + " starting with content '" + text + "'"
	case tHeredoc, tCharlistHeredoc:
		return t.spellHeredoc()
	case tAtomParts, tKwParts:
		return `"`
	case tFn, tDo, tTrue, tFalse, tNil:
		return t.source
	case tMapOp:
		return "'%{}'"
	case tDot, tDotCall:
		return "'.'"
	case tEnd, tPercent, tLParen, tRParen, tLBracket, tRBracket, tLCurly, tRCurly, tLBits, tRBits,
		tComma, tSemi, tStab:
		return "'" + t.source + "'"
	case tNotIn:
		return fmt.Sprintf("{in_op,{%d,%d,nil},'not in',{%d,%d,nil}}", t.place.line, t.place.col, t.notIn.line, t.notIn.col)
	}
	return ErlangAtom(t.val.Atom().String())
}

func (t *token) spellHeredoc() string {
	kind := "bin_heredoc"
	if t.kind == tCharlistHeredoc {
		kind = "list_heredoc"
	}
	text, _ := plain(t.parts)
	return fmt.Sprintf("{%s,{%d,%d,nil},%d,[<<%s>>]}", kind, t.place.line, t.place.col, t.indent, strconv.Quote(text))
}

// erlangReserved holds the words that Erlang quotes when they are atoms.
var erlangReserved = map[string]bool{
	"after": true, "and": true, "andalso": true, "band": true, "begin": true, "bnot": true, "bor": true, "bsl": true,
	"bsr": true, "bxor": true, "case": true, "catch": true, "cond": true, "div": true, "end": true, "fun": true,
	"if": true, "let": true, "maybe": false, "not": true, "of": true, "or": true, "orelse": true, "receive": true,
	"rem": true, "try": true, "when": true, "xor": true,
}

// ErlangAtom returns an atom in Erlang's syntax.
func ErlangAtom(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	plain := name != "" && (r >= 'a' && r <= 'z' || r >= 0xDF && r <= 0xFF && r != 0xF7) && !erlangReserved[name]
	for _, r := range name {
		ok := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '@' ||
			r >= 0xC0 && r <= 0xFF && r != 0xD7 && r != 0xF7
		plain = plain && ok
	}
	if plain {
		return name
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "'"
}
