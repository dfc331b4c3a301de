package syntax

import "lab/runtime/term"

// A tokenKind is a class of tokens that the grammar distinguishes.
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
	tOpIdent      // name before a sign that has a space only on its left: f -1
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
	tLate // the body of a function that the parser skipped
	// The operators start here. See operators in parse.go.
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

// A place is a position in the text. Lines and columns start at 1. Columns count code points.
type place struct{ line, col int }

// A token is the smallest unit of the grammar, such as a name, a number or an operator.
type token struct {
	kind       tokenKind
	place      place
	start, end int       // byte offsets in the text
	eols       int       // number of line ends that a separator represents
	val        term.Term // the number, or the atom of the name
	source     string    // the text of the token as written
	match      int       // index of the closing token, for an opening token
	*detail
}

// A detail holds the rare properties of a token. Tokens without such properties share noDetail to
// save memory, because a text has many tokens.
type detail struct {
	parts  []part // of a string, a quoted name or a sigil
	mods   string // of a sigil
	delim  string // delimiter of a sigil, or quote of a string
	indent int    // indentation of a heredoc in columns, -1 elsewhere
	notIn  place  // position of the "in" in "not in"
}

const noIndent = -1

var noDetail = &detail{indent: noIndent}

// A part is a piece of a string: text, or the tokens of an interpolation.
type part struct {
	text string
	code bool
	from place // position of #{
	to   place // position of the closing }
	toks []token
}

// plain returns the text of a string without interpolation. It returns false for a string with
// interpolation.
func plain(parts []part) (string, bool) {
	if len(parts) == 0 {
		return "", true
	}
	if len(parts) == 1 && !parts[0].code {
		return parts[0].text, true
	}
	return "", false
}
