package syntax

// Interpolation returns the length in bytes of the expression at the start of src. The expression
// ends before the first unmatched }. Interpolation reports false if src has no such end or cannot
// be scanned. It checks only tokens: Parse decides whether they form an expression.
func Interpolation(src string) (int, bool) {
	o := &Options{}
	o.fill()
	s := &scanner{src: src, line: 1, opts: o, inner: true}
	if err := s.run(); err != nil || s.pos == len(src) {
		return 0, false
	}
	return s.pos, true
}
