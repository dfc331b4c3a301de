package crdt

import "maps"

// A Dot identifies one write: write number N of a replica.
type Dot struct{ Replica, N uint64 }

// A Context is a set of dots. The dots of a replica from 1 up to the first gap are stored as one
// number.
type Context struct {
	upTo  map[uint64]uint64
	apart map[Dot]struct{} // dots after a gap
}

// NewContext returns an empty context.
func NewContext() *Context {
	return &Context{map[uint64]uint64{}, map[Dot]struct{}{}}
}

// Clone returns a copy of c.
func (c *Context) Clone() *Context { return &Context{maps.Clone(c.upTo), maps.Clone(c.apart)} }

// Has reports whether d is in c.
func (c *Context) Has(d Dot) bool {
	if d.N <= c.upTo[d.Replica] {
		return true
	}
	_, ok := c.apart[d]
	return ok
}

// Add adds d to c.
func (c *Context) Add(d Dot) {
	switch n := c.upTo[d.Replica]; {
	case d.N <= n:
	case d.N > n+1:
		c.apart[d] = struct{}{}
	default:
		c.upTo[d.Replica] = d.N
		c.close(d.Replica)
	}
}

// close advances the replica's number past the dots that now follow without a gap.
func (c *Context) close(replica uint64) {
	if len(c.apart) == 0 {
		return
	}
	for {
		next := Dot{replica, c.upTo[replica] + 1}
		if _, ok := c.apart[next]; !ok {
			return
		}
		delete(c.apart, next)
		c.upTo[replica] = next.N
	}
}

// Union adds all dots of other to c.
func (c *Context) Union(other *Context) {
	for replica, n := range other.upTo {
		if n <= c.upTo[replica] {
			continue
		}
		c.upTo[replica] = n
		for d := range c.apart {
			if d.Replica == replica && d.N <= n {
				delete(c.apart, d)
			}
		}
		c.close(replica)
	}
	for d := range other.apart {
		c.Add(d)
	}
}

// each calls f with every dot of c. It counts from 1 up to the stored number of each replica, so c
// must have been built by Add, not decoded from another node's numbers.
func (c *Context) each(f func(Dot)) {
	for replica, n := range c.upTo {
		for i := uint64(1); i <= n; i++ {
			f(Dot{replica, i})
		}
	}
	for d := range c.apart {
		f(d)
	}
}

// Dots returns all dots of c. As with each, c must have been built by Add.
func (c *Context) Dots() []Dot {
	var out []Dot
	c.each(func(d Dot) { out = append(out, d) })
	return out
}

// Parts returns c in two parts: for each replica, the last dot before the first gap, and all dots
// after a gap.
func (c *Context) Parts() (upTo, apart []Dot) {
	for replica, n := range c.upTo {
		upTo = append(upTo, Dot{replica, n})
	}
	for d := range c.apart {
		apart = append(apart, d)
	}
	return upTo, apart
}

// ContextOf returns the context with the given parts. It is the inverse of Parts.
func ContextOf(upTo, apart []Dot) *Context {
	c := NewContext()
	for _, d := range upTo {
		c.upTo[d.Replica] = max(c.upTo[d.Replica], d.N)
	}
	for _, d := range apart {
		c.Add(d)
	}
	return c
}
