package syntax

// Token is a range of the text and its class, from which a prompt chooses the colour. Kind is one
// of "number", "atom", "string", "alias", "keyword", "variable", "call", "operator", "attribute",
// "punctuation", "char", "sigil" and "error".
type Token struct {
	Kind       string
	Start, End int // byte offsets; End is exclusive
}

// Tokens returns the tokens of src in order, without comments and white space. If the scanner
// fails, the text after the last token that it scanned is one "error" token.
func Tokens(src string) []Token {
	o := &Options{}
	o.fill()
	s := &scanner{src: src, line: 1, opts: o}
	err := s.run()
	out := flatten(nil, s.toks)
	if err != nil && s.pos < len(src) {
		from := 0
		if len(out) > 0 {
			from = out[len(out)-1].End
		}
		for from < len(src) && isSpace(src[from]) {
			from++
		}
		if from < len(src) {
			out = append(out, Token{"error", from, len(src)})
		}
	}
	return out
}

// flatten appends toks to out. It splits a token at its interpolations and inserts their tokens.
func flatten(out []Token, toks []token) []Token {
	for i := range toks {
		t := &toks[i]
		kind := highlightKind(toks, i)
		if kind == "" {
			continue
		}
		from := t.start
		for _, p := range t.parts {
			if !p.code || len(p.toks) == 0 {
				continue
			}
			out = append(out, Token{kind, from, p.toks[0].start})
			out = flatten(out, p.toks)
			from = p.toks[len(p.toks)-1].end
		}
		out = append(out, Token{kind, from, t.end})
	}
	return out
}

func highlightKind(toks []token, i int) string {
	switch t := toks[i]; t.kind {
	case tEol, tEOF:
		return ""
	case tInt, tFloat:
		return "number"
	case tChar:
		return "char"
	case tAtom, tAtomQuoted, tAtomParts, tKw, tKwParts, tTrue, tFalse, tNil:
		return "atom"
	case tString, tCharlist, tHeredoc, tCharlistHeredoc:
		return "string"
	case tSigil:
		return "sigil"
	case tAlias:
		return "alias"
	case tFn, tDo, tEnd, tBlock:
		return "keyword"
	case tParenIdent:
		return "call"
	case tIdent, tOpIdent, tBracketIdent:
		return nameKind(toks, i)
	case tUnary, tAnd, tOr, tWhen, tIn, tNotIn:
		if isLower(t.source[0]) {
			return "keyword"
		}
		return "operator"
	case tAt:
		return "attribute"
	case tComma, tSemi, tDot, tDotCall, tLParen, tRParen, tLBracket, tRBracket, tLCurly, tRCurly, tLBits, tRBits, tMapOp, tPercent:
		return "punctuation"
	}
	return "operator"
}

// macros are names that a prompt colours as keywords, although they are not reserved words.
var macros = map[string]bool{
	"def": true, "defp": true, "defmodule": true, "defmacro": true, "defmacrop": true, "defstruct": true,
	"defprotocol": true, "defimpl": true, "defexception": true, "defdelegate": true, "defguard": true,
	"if": true, "unless": true, "case": true, "cond": true, "with": true, "for": true, "try": true, "receive": true,
	"quote": true, "unquote": true, "import": true, "alias": true, "require": true, "use": true, "raise": true,
}

func nameKind(toks []token, i int) string {
	switch {
	case i > 0 && toks[i-1].kind == tDot:
		return "call"
	case i > 0 && toks[i-1].kind == tAt:
		return "attribute"
	case macros[toks[i].source]:
		return "keyword"
	case i+1 < len(toks) && startsArg(&toks[i+1]):
		return "call"
	}
	return "variable"
}
