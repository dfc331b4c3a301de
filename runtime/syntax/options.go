package syntax

import (
	"sync"

	"lab/runtime/term"
)

// Options are the options of Code.string_to_quoted/2 and of the formatter.
type Options struct {
	File   string // "nofile" when empty
	Line   int    // of the first line, 1 when 0
	Column int    // of the first character, 1 when 0
	// Columns adds column: to the metadata.
	Columns bool
	// TokenMetadata adds do:, end:, closing:, newlines: and the like.
	TokenMetadata bool
	// Cursor says that the text ends at a cursor; Following is the text after the cursor.
	Cursor    bool
	Following string
	// Late skips the bodies of functions; ReadLate parses them.
	Late bool
	// ExistingAtomsOnly refuses a name that is not an atom yet.
	ExistingAtomsOnly bool
	// Warn receives the warnings; nil drops them.
	Warn func(Warning)
	// LineWidth and Bare are for FormatSource. LineWidth is the line width (98 when 0). Bare are
	// the calls that keep no parentheses, with their arities; -1 matches any.
	LineWidth int
	Bare      map[string][]int
	// Wrap is the name of the node that wraps each literal, with metadata about its spelling.
	// Nothing is wrapped when it is empty.
	Wrap string
	// Raw keeps the escapes of strings as they are written.
	Raw bool
	// Migrate selects the constructs that FormatSource rewrites.
	Migrate Migration
	// Names receives the names in the text instead of the atom table; the form has a stand-in for
	// each.
	Names *[]Name
	// notes receives the comments, which the quoted form does not have.
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

// spare recycles token slices. A text has many tokens, and they are garbage once it is parsed.
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
