package syntax

// A Word is a token of a piece of code, its kind that of a Token.
type Word struct{ Kind, Text string }

// Words returns the tokens of a piece of code that may begin or end within a block: the brackets
// and words of src need not pair. Line ends are left out, and so is what stands in interpolations.
// It reports whether all of src can be read.
func Words(src string) ([]Word, bool) {
	o := &Options{}
	o.fill()
	s := &scanner{src: src, line: 1, opts: o, loose: true}
	if s.run() != nil {
		return nil, false
	}
	var out []Word
	for i := range s.toks {
		if kind := highlightKind(s.toks, i); kind != "" {
			out = append(out, Word{kind, s.toks[i].source})
		}
	}
	return out, true
}
