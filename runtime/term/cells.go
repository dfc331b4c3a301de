package term

// Cells deals out the cells of one list. The first come one by one; later ones share a
// piece of memory, of which each takes half the time of a cell of its own. A piece lives for
// as long as any of its cells, so it is small beside what the list holds.
type Cells struct {
	left  []Cons
	dealt int
}

// New returns [head | tail].
func (c *Cells) New(head, tail Term) Term { return c.cell(head, tail).term() }

func (c *Cells) cell(head, tail Term) *Cons {
	if len(c.left) == 0 {
		c.left = piece(c.dealt)
	}
	cell := &c.left[0]
	c.left = c.left[1:]
	c.dealt++
	cell.Head, cell.Tail = head, tail
	return cell
}

// piece is memory for cells of a list that has n already.
func piece(n int) []Cons {
	switch {
	case n < 8:
		return new([1]Cons)[:]
	case n < 32:
		return new([4]Cons)[:]
	}
	return new([8]Cons)[:]
}
