package crdt

import "slices"

// This file finds the differences between two replicas. Dots are hashed into 64
// groups of 64 buckets. The digest of a set of dots is the XOR of their hashes. If the
// roots of two replicas A and B differ, they exchange
//
//	B: Summary   the digests of the groups
//	A: Groups    for the groups that differ, the digests of the buckets
//	B: Content   for the buckets that differ, all held writes
//	A: Answer    joins that, and returns the writes that B lacks
//
// A replica may be written to between these steps. Content and Answer therefore
// send the context of the time when the digests were computed. Otherwise a dot that was
// added later would be seen but not held, and the receiver would remove it.

const fan = 64

// runs is the number of consecutive dots of a replica that share a bucket. Writes that were made
// together, such as during a partition, thus fall into few buckets.
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

// Root returns the digest of all held writes.
func (m *Map) Root() uint64 { return m.root }

// A Digest holds the digests of the groups of a map, or of the buckets of a group.
type Digest [fan]uint64

// Summary returns the digests of the groups and a copy of the context.
func (m *Map) Summary() (*Digest, *Context) {
	var groups Digest
	for dot := range m.held {
		groups[dot.bucket()/fan] ^= dot.digest()
	}
	return &groups, m.seen.Clone()
}

// Groups compares the group digests of another replica with those of m. It returns the bucket
// digests of m for the groups that differ, and a copy of the context of m.
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

// buckets computes the bucket digests of the given groups.
func (m *Map) buckets(groups map[uint16]*Digest) {
	for dot := range m.held {
		b := dot.bucket()
		if g := groups[b/fan]; g != nil {
			g[b%fan] ^= dot.digest()
		}
	}
}

// Content returns all held writes in the buckets that differ from another replica's. Seen is the
// context that this replica's Summary returned.
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

// Answer joins Content and returns a delta with the writes that the sender lacks. Seen is the
// context that this replica's Groups returned.
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
