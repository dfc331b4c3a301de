package syntax

// A Word is a token in a fragment of code. Its kinds are those of Token.
type Word struct{ Kind, Text string }

// Words returns the tokens of a fragment of code. The fragment may start or end inside a block, so
// brackets and words such as do and end need no counterparts. Words leaves out line ends and the
// contents of interpolations. It returns false if it cannot scan all of src.
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
