package term

// A Builder builds a list from the first element to the last. It changes cells in place, so the
// list must not be shared before List returns it.
type Builder struct {
	first, last *Cons
	cells       Cells
}

// Expect announces that the list will have n elements. More may be added.
func (b *Builder) Expect(n int) { b.cells.due = n }

// ExpectLike announces as many elements as list has. It counts no further than one piece of cells.
func (b *Builder) ExpectLike(list Term) {
	n := 0
	for c := list.Cons(); c != nil && n < most; c = c.Tail.Cons() {
		n++
	}
	b.Expect(n)
}

// Add appends t.
func (b *Builder) Add(t Term) {
	cell := b.cells.cell(t, Empty)
	if b.last == nil {
		b.first = cell
	} else {
		b.last.Tail = cell.term()
	}
	b.last = cell
}

// List returns the list, ending in tail. Do not call Add afterwards.
func (b *Builder) List(tail Term) Term {
	if b.first == nil {
		return tail
	}
	b.last.Tail = tail
	return b.first.term()
}

// TurnRound reverses a list in place. No other code may hold the list or a part of it.
func TurnRound(list Term) Term {
	done := Empty
	for c := list.Cons(); c != nil; c = list.Cons() {
		rest := c.Tail
		c.Tail = done
		done, list = list, rest
	}
	return done
}
