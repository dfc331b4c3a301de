package syntax

// Interpolation returns how many bytes of src an expression takes that ends at the first } that closes nothing
// opened before it; false where src has no such end. Only tokens are looked at: whether they make an
// expression is for Parse to say.
func Interpolation(src string) (int, bool) {
	o := &Options{}
	o.fill()
	s := &scanner{src: src, line: 1, opts: o, inner: true}
	if err := s.run(); err != nil || s.pos == len(src) {
		return 0, false
	}
	return s.pos, true
}
