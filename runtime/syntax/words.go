package syntax

// A Word is a token of a piece of code, its kind that of a Token.
type Word struct{ Kind, Text string }

// Words returns the tokens of a fragment of code. The fragment may start or end inside a block, so
// its brackets and words need not pair. Words leaves out line ends and the contents of
// interpolations, and reports whether all of src could be scanned.
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
