package crdt

import "maps"

// A Dot names one write: the Nth of its replica.
type Dot struct{ Replica, N uint64 }

// A Context is a set of dots. Those of a replica without a gap are kept as one
// number.
type Context struct {
	upTo  map[uint64]uint64
	apart map[Dot]struct{} // dots after a gap
}

// NewContext returns an empty context.
func NewContext() *Context {
	return &Context{map[uint64]uint64{}, map[Dot]struct{}{}}
}

// Clone copies c.
func (c *Context) Clone() *Context { return &Context{maps.Clone(c.upTo), maps.Clone(c.apart)} }

// Has reports whether d is in c.
func (c *Context) Has(d Dot) bool {
	if d.N <= c.upTo[d.Replica] {
		return true
	}
	_, ok := c.apart[d]
	return ok
}

// Add puts d into c.
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

// close counts on from where a replica's gap was closed.
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

// Union puts all of other into c.
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

// each calls f with the dots of a context that was made one by one. The dots of
// a replica that are kept as a number are all from 1 to it.
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

// Dots lists a context that was made one by one.
func (c *Context) Dots() []Dot {
	var out []Dot
	c.each(func(d Dot) { out = append(out, d) })
	return out
}

// Parts returns the dots up to which a replica's are all in c, and the others.
func (c *Context) Parts() (upTo, apart []Dot) {
	for replica, n := range c.upTo {
		upTo = append(upTo, Dot{replica, n})
	}
	for d := range c.apart {
		apart = append(apart, d)
	}
	return upTo, apart
}

// ContextOf is the context with these parts.
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
