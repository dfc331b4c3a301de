package term

// Cells allocates the cells of one list in pieces of several cells. This takes half the time of
// single allocations. A piece stays alive as long as any of its cells, so pieces are small. The
// zero value is for a list of unknown length and starts with small pieces.
type Cells struct {
	left []Cons
	// due is the number of cells not yet allocated, or 0 if the length is unknown.
	due   int
	dealt int
}

// CellsFor returns a Cells for a list of n elements.
func CellsFor(n int) Cells { return Cells{due: n} }

// New returns [head | tail].
func (c *Cells) New(head, tail Term) Term { return c.cell(head, tail).term() }

func (c *Cells) cell(head, tail Term) *Cons {
	if len(c.left) == 0 {
		c.left = c.piece()
	}
	cell := &c.left[0]
	c.left = c.left[1:]
	c.dealt++
	cell.Head, cell.Tail = head, tail
	return cell
}

// most is the maximum number of cells in a piece.
const most = 8

func (c *Cells) piece() []Cons {
	switch {
	case c.due > 0:
		n := min(c.due, most)
		c.due -= n
		return pieceOf(n)
	case c.dealt < 4:
		return new([2]Cons)[:]
	case c.dealt < 16:
		return new([4]Cons)[:]
	}
	return new([most]Cons)[:]
}

// pieceOf allocates n cells. Go clears an array of known size faster than a slice.
func pieceOf(n int) []Cons {
	switch n {
	case 1:
		return new([1]Cons)[:]
	case 2:
		return new([2]Cons)[:]
	case 3:
		return new([3]Cons)[:]
	case 4:
		return new([4]Cons)[:]
	case 5:
		return new([5]Cons)[:]
	case 6:
		return new([6]Cons)[:]
	case 7:
		return new([7]Cons)[:]
	}
	return new([most]Cons)[:]
}

// Front returns a copy of the first n cells of list, followed by tail. The list must be that long.
func Front(list Term, n int, tail Term) Term {
	var out Term
	end := &out
	for n > 0 {
		piece := pieceOf(min(n, most))
		n -= len(piece)
		*end = piece[0].term()
		for i := range piece {
			c := list.Cons()
			piece[i].Head, list = c.Head, c.Tail
			end = &piece[i].Tail
			if i+1 < len(piece) {
				*end = piece[i+1].term()
			}
		}
	}
	*end = tail
	return out
}
