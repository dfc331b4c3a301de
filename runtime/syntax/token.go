package syntax

import "lab/runtime/term"

// A tokenKind is a class of tokens, as fine as the grammar needs.
type tokenKind uint8

const (
	tEOF tokenKind = iota
	tEol
	tSemi
	tComma
	tDot
	tDotCall // the dot of f.(x)
	tInt
	tFloat
	tChar
	tAtom
	tAtomQuoted
	tAtomParts // a quoted atom with interpolation
	tString
	tCharlist
	tHeredoc
	tCharlistHeredoc
	tSigil
	tAlias
	tIdent
	tOpIdent      // name before a sign that has space on its left only: f -1
	tParenIdent   // name directly before (
	tBracketIdent // name directly before [
	tKw
	tKwParts
	tTrue
	tFalse
	tNil
	tFn
	tDo
	tEnd
	tBlock // after, else, catch, rescue
	tLParen
	tRParen
	tLBracket
	tRBracket
	tLCurly
	tRCurly
	tLBits
	tRBits
	tMapOp
	tPercent
	tCaptureInt
	tLate // the body of a function, unread
	// The operators start here; see operators in parse.go.
	tUnary
	tAt
	tCapture
	tEllipsis
	tDual
	tTernary
	tMult
	tPower
	tConcat
	tRange
	tXor
	tArrow
	tRel
	tComp
	tAnd
	tOr
	tMatch
	tInMatch
	tType
	tPipe
	tAssoc
	tWhen
	tStab
	tIn
	tNotIn
)

// place is the start of a token, in lines and code points from 1.
type place struct{ line, col int }

// token is one word of the text.
type token struct {
	kind       tokenKind
	place      place
	start, end int       // bytes of the text
	eols       int       // line ends that a separator stands for
	val        term.Term // number, or name as an atom
	source     string    // as written
	match      int       // index of the closing token of an opening one
	*detail
}

// A detail holds the rare properties of a token. Tokens without any share noDetail, since a text
// has many tokens.
type detail struct {
	parts  []part // of a string, a quoted name or a sigil
	mods   string // of a sigil
	delim  string // of a sigil; the quote of a string
	indent int    // of a heredoc, -1 elsewhere
	notIn  place  // of the "in" in "not in"
}

const noIndent = -1

var noDetail = &detail{indent: noIndent}

// part is a piece of a string: text, or the tokens of an interpolation.
type part struct {
	text string
	code bool
	from place // of #{
	to   place // of the closing }
	toks []token
}

// plain returns the text of a string without interpolation.
func plain(parts []part) (string, bool) {
	if len(parts) == 0 {
		return "", true
	}
	if len(parts) == 1 && !parts[0].code {
		return parts[0].text, true
	}
	return "", false
}
