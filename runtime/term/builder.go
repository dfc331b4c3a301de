package term

// A Builder makes a list from its first element to its last. Nobody else may see the
// list before it is done.
type Builder struct {
	first, last *Cons
	cells       Cells
}

// Expect says that the list will have n elements. More may be added.
func (b *Builder) Expect(n int) { b.cells.due = n }

// ExpectLike says that the list will have as many elements as another one has. It looks no
// further than a piece of cells reaches.
func (b *Builder) ExpectLike(list Term) {
	n := 0
	for c := list.Cons(); c != nil && n < most; c = c.Tail.Cons() {
		n++
	}
	b.Expect(n)
}

// Add puts t at the end.
func (b *Builder) Add(t Term) {
	cell := b.cells.cell(t, Empty)
	if b.last == nil {
		b.first = cell
	} else {
		b.last.Tail = cell.term()
	}
	b.last = cell
}

// List is the list, with tail behind it. Nothing may be added afterwards.
func (b *Builder) List(tail Term) Term {
	if b.first == nil {
		return tail
	}
	b.last.Tail = tail
	return b.first.term()
}

// TurnRound returns the list in reverse. It uses the same cells: nobody else may have
// the list, nor a part of it.
func TurnRound(list Term) Term {
	done := Empty
	for c := list.Cons(); c != nil; c = list.Cons() {
		rest := c.Tail
		c.Tail = done
		done, list = list, rest
	}
	return done
}
