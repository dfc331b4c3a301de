package crdt

import "slices"

// This file finds what two replicas do not have in common. Dots fall into 64
// groups of 64 buckets; a digest of a set of dots is the exclusive or of their
// hashes. Two replicas A and B whose roots differ exchange
//
//	B: Summary   the digests of the groups
//	A: Groups    of the groups that differ, the digests of the buckets
//	B: Content   of the buckets that differ, all it holds
//	A: Answer    takes that in, and tells what B lacks
//
// A replica may be written to between these steps. The news about its
// context is therefore what it had seen when the digests were made, which the
// other side hands back to it: for a dot seen later, "seen and not held" must not be
// read as "removed".

const fan = 64

// runs is how many dots of a replica, one after the other, share a bucket: so changes that
// were written in one go, such as during a partition, fall into few buckets.
const runs = 16

func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

func (d Dot) digest() uint64 { return mix(mix(d.Replica+0x9e3779b97f4a7c15) + d.N) }

func (d Dot) bucket() uint16 {
	return uint16(mix(mix(d.Replica)+d.N/runs) % (fan * fan))
}

// Root is the digest of all that the replica holds.
func (m *Map) Root() uint64 { return m.root }

// A Digest is the digests of the parts of something.
type Digest [fan]uint64

// Summary returns the digests of the groups, and the context to go with them.
func (m *Map) Summary() (*Digest, *Context) {
	var groups Digest
	for dot := range m.held {
		groups[dot.bucket()/fan] ^= dot.digest()
	}
	return &groups, m.seen.Clone()
}

// Groups compares the digests of another replica's groups with this one's, and
// returns the digests of the buckets of those that differ, with this one's
// context.
func (m *Map) Groups(theirs *Digest) (map[uint16]*Digest, *Context) {
	mine, seen := m.Summary()
	out := map[uint16]*Digest{}
	for i := range mine {
		if mine[i] != theirs[i] {
			out[uint16(i)] = &Digest{}
		}
	}
	m.buckets(out)
	return out, seen
}

// buckets fills in the digests of the buckets of groups.
func (m *Map) buckets(groups map[uint16]*Digest) {
	for dot := range m.held {
		b := dot.bucket()
		if g := groups[b/fan]; g != nil {
			g[b%fan] ^= dot.digest()
		}
	}
}

// Content returns all that this replica holds in the buckets that differ from
// another's. seen is the context that went with this one's Summary.
func (m *Map) Content(theirs map[uint16]*Digest, seen *Context) *Delta {
	mine := map[uint16]*Digest{}
	for g := range theirs {
		mine[g] = &Digest{}
	}
	m.buckets(mine)
	d := &Delta{Seen: seen, Buckets: []uint16{}}
	for g, digests := range theirs {
		for i := range digests {
			if digests[i] != mine[g][i] {
				d.Buckets = append(d.Buckets, g*fan+uint16(i))
			}
		}
	}
	slices.Sort(d.Buckets)
	in := bucketSet(d.Buckets)
	for dot, e := range m.held {
		if in[dot.bucket()] {
			d.Entries = append(d.Entries, e)
		}
	}
	return d
}

// Answer takes Content in and returns what its sender lacks. seen is the context
// that went with this replica's Groups.
func (m *Map) Answer(content *Delta, seen *Context) ([]Change, *Delta) {
	changes := m.Join(content)
	theirs := make(map[Dot]bool, len(content.Entries))
	for _, e := range content.Entries {
		theirs[e.Dot] = true
	}
	d := &Delta{Seen: seen, Buckets: content.Buckets}
	for _, e := range m.scope(content) {
		if theirs[e.Dot] {
			d.Kept = append(d.Kept, e.Dot)
		} else {
			d.Entries = append(d.Entries, e)
		}
	}
	return changes, d
}

func bucketSet(list []uint16) *[fan * fan]bool {
	var in [fan * fan]bool
	for _, b := range list {
		if int(b) < len(in) {
			in[b] = true
		}
	}
	return &in
}
