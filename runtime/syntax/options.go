package syntax

import (
	"sync"

	"lab/runtime/term"
)

// Options holds the options of Code.string_to_quoted/2 and of the formatter.
type Options struct {
	File   string // "nofile" when empty
	Line   int    // of the first line, 1 when 0
	Column int    // of the first character, 1 when 0
	// Columns adds column: to the metadata.
	Columns bool
	// TokenMetadata adds the positions of tokens to the metadata: do:, end:, closing:, newlines:
	// and others.
	TokenMetadata bool
	// Cursor means that the text ends at a cursor. Following is the text after it.
	Cursor    bool
	Following string
	// Late skips the bodies of functions. ReadLate parses them.
	Late bool
	// ExistingAtomsOnly reports a syntax error for a name that is not an existing atom.
	ExistingAtomsOnly bool
	// Warn receives the warnings. If it is nil, the parser drops them.
	Warn func(Warning)
	// LineWidth and Bare are for FormatSource. LineWidth is in columns (98 when 0). Bare maps the
	// names of the calls that FormatSource may leave without parentheses to their arities. Arity -1
	// matches every arity except 0.
	LineWidth int
	Bare      map[string][]int
	// Wrap is the name of the node that wraps each literal. The node's metadata describes the
	// literal's spelling. If Wrap is empty, the parser wraps nothing.
	Wrap string
	// Raw keeps the escapes of strings as written in the source.
	Raw bool
	// Migrate selects the constructs that FormatSource rewrites.
	Migrate Migration
	// Library is set for a source of the library, whose names may use the reserved part of the atom
	// table.
	Library bool
	// Names receives the names in the text, so the parser does not add them to the atom table. The
	// quoted form contains a stand-in for each name.
	Names *[]Name
	// notes receives the comments, because the quoted form does not contain comments.
	notes *notes
}

func (o *Options) fill() {
	if o.File == "" {
		o.File = "nofile"
	}
	if o.Line == 0 {
		o.Line = 1
	}
	if o.Column == 0 {
		o.Column = 1
	}
}

// Parse returns the quoted form of src. The error is always an *Error.
func Parse(src string, o Options) (term.Term, error) {
	o.fill()
	t, err := parse(src, &o)
	if err != nil {
		err.File = o.File
		err.cutSnippet(src, o.Line, o.Column)
		return term.Term{}, err
	}
	return t, nil
}

// spare recycles token slices, because a text has many tokens. parse needs the tokens only until it
// returns.
var spare = sync.Pool{New: func() any {
	room := make([]token, 0, 1500) // enough for most files of the library, without their bodies
	return &room
}}

func parse(src string, o *Options) (term.Term, *Error) {
	s := &scanner{src: src, line: o.Line, bol: 1 - o.Column, opts: o}
	if warn := o.Warn; warn != nil {
		s.warn = func(w Warning) { w.File = o.File; warn(w) }
	}
	if o.Cursor {
		s.cursor = &cursorState{}
	}
	if err := validText(src, o); err != nil {
		return term.Term{}, err
	}
	room := spare.Get().(*[]token)
	s.toks = *room
	defer func() {
		clear(s.toks)
		*room = s.toks[:0]
		spare.Put(room)
	}()
	if err := s.run(); err != nil {
		return term.Term{}, err
	}
	p := &parser{toks: s.toks, opts: o, warn: s.warning}
	return p.grammar()
}
