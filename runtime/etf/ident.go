package etf

import (
	"encoding/binary"

	"lab/runtime/term"
)

// This file decodes pids, references and ports.

// ours reports whether an identifier belongs to the decoding node.
func (d *decoder) ours(node term.Atom, creation uint32) bool {
	if d.opts.Node == term.LocalNode {
		return node == term.ANoNode
	}
	return node == d.opts.Node && creation == d.opts.Creation
}

func (d *decoder) pid(tag byte) term.Term {
	node := d.atom()
	id, serial := d.u32(), d.u32()
	var creation uint32
	if tag == newPidExt {
		creation = d.u32()
	} else {
		creation = uint32(d.u8())
	}
	if d.err == nil && d.ours(node, creation) {
		if d.opts.LocalPid != nil {
			if p := d.opts.LocalPid(id, serial); p != nil {
				return term.FromPid(p)
			}
		}
		return term.FromPid(&term.Pid{ID: id, Serial: serial})
	}
	return term.FromPid(&term.Pid{Node: node, ID: id, Serial: serial, Creation: creation})
}

func (d *decoder) ref(tag byte) term.Term {
	n := 1
	if tag != referenceExt {
		n = int(d.u16())
	}
	r := &term.Ref{Node: d.atom()}
	if tag == referenceExt {
		r.ID[0] = d.u32()
		r.Creation = uint32(d.u8())
	} else {
		if tag == newerReferenceExt {
			r.Creation = d.u32()
		} else {
			r.Creation = uint32(d.u8())
		}
		if n < 1 || n > len(r.ID) {
			d.fail("a reference of %d words", n)
			return term.Nil
		}
		for i := range n {
			r.ID[i] = d.u32()
		}
	}
	r.N = uint8(n)
	if d.ours(r.Node, r.Creation) {
		r.Node, r.Creation = term.LocalNode, 0
	}
	return term.FromRef(r)
}

func (d *decoder) port(tag byte) term.Term {
	p := &term.Port{Node: d.atom()}
	if tag == v4PortExt {
		if b := d.take(8); b != nil {
			p.ID = binary.BigEndian.Uint64(b)
		}
	} else {
		p.ID = uint64(d.u32())
	}
	if tag == portExt {
		p.Creation = uint32(d.u8())
	} else {
		p.Creation = d.u32()
	}
	if d.ours(p.Node, p.Creation) {
		p.Node, p.Creation = term.LocalNode, 0
	}
	return term.FromPort(p)
}
