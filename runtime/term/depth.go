package term

import (
	"errors"
	"unsafe"
)

// ErrTooDeep is the panic value of a walk over a value that is nested too deeply: an overflow of
// Go's stack would end the program. The engine turns it into a system_limit error.
var ErrTooDeep = errors.New("a value is nested too deeply")

// MaxDepth bounds walks on Go's stack.
const MaxDepth = 20_000

// A Depth counts the current depth of a walk.
type Depth int

// Enter descends one level. It panics with ErrTooDeep beyond MaxDepth.
func (d *Depth) Enter() {
	if *d++; *d > MaxDepth {
		panic(ErrTooDeep)
	}
}

// Leave ascends one level.
func (d *Depth) Leave() { *d-- }

// Deeper reports whether t is nested more deeply than a walk on Go's stack may go. All elements of
// a list count as equally deep.
func Deeper(t Term) bool {
	type place struct {
		t     Term
		depth int
	}
	open := []place{{t, 0}}
	seen := map[unsafe.Pointer]int{}
	steps := 0
	for len(open) > 0 {
		last := len(open) - 1
		p := open[last]
		open = open[:last]
		if p.depth > MaxDepth {
			return true
		}
		if steps++; steps > notedAt && p.t.ref != nil && p.t.ref != isFloat {
			if at, ok := seen[p.t.ref]; ok && at >= p.depth {
				continue
			}
			if len(seen) < noted {
				seen[p.t.ref] = p.depth
			}
		}
		switch p.t.Kind() {
		case KindCons:
			c := p.t.Cons()
			open = append(open, place{c.Tail, p.depth}, place{c.Head, p.depth + 1})
		case KindMap:
			p.t.Map().Each(func(k, v Term) bool {
				open = append(open, place{k, p.depth + 1}, place{v, p.depth + 1})
				return true
			})
		case KindTuple:
			for _, e := range p.t.Elems() {
				open = append(open, place{e, p.depth + 1})
			}
		}
	}
	return false
}
