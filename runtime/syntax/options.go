package syntax

import (
	"sync"

	"lab/runtime/term"
)

// Options are those of Code.string_to_quoted/2.
type Options struct {
	File   string // "nofile" when empty
	Line   int    // of the first line, 1 when 0
	Column int    // of the first character, 1 when 0
	// Columns adds column: to the metadata.
	Columns bool
	// TokenMetadata adds do:, end:, closing:, newlines: and the like.
	TokenMetadata bool
	// Cursor says that something is being typed at the end of the text; Following is the text behind that place.
	Cursor    bool
	Following string
	// Late leaves the bodies of functions, for ReadLate.
	Late bool
	// ExistingAtomsOnly refuses names that are not atoms yet.
	ExistingAtomsOnly bool
	// Warn is told what Elixir would warn of; nil drops it.
	Warn func(Warning)
	// LineWidth and Bare are for FormatSource: how wide lines are (98 when 0), and the calls
	// that keep no parentheses by their numbers of arguments, -1 for any.
	LineWidth int
	Bare      map[string][]int
	// Wrap puts each literal into a node of this name, whose metadata tells how it is
	// written; none where it is empty.
	Wrap string
	// Raw keeps the escapes of strings as they are written.
	Raw bool
	// Migrate is what FormatSource rewrites.
	Migrate Migration
	// Names takes the names that the text makes atoms of; a stand-in is in the place of each.
	Names *[]Name
	// notes takes what the quoted form leaves out.
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

// spare has room for tokens, of which a text has many and which nobody needs once it is
// parsed.
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
