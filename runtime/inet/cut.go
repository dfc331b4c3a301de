package inet

import (
	"bytes"
	"slices"
)

// This file lets a cut between two nodes stop the multicasts and broadcasts of
// programs. All nodes of a lab live at one address and share the group's port, so
// a datagram does not show who sent it. On a private network, whose groups nobody
// else hears, it is therefore stamped: after the program's data come the sender's
// name, the length of that in a byte, and the seal. The receiver takes the stamp off,
// and drops what comes from a node that it is cut off from.
//
// A unicast is not stamped: it may be for a program that is not a node.

// seal ends a stamp.
var seal = []byte{0xd3, 'l', 'a', 'b', 0x9e, 's', 'e', 'a', 'l', 0x01}

// Cut makes the host deaf to the datagrams that the node called name sends to
// groups. That node must be told, too.
func (h *Host) Cut(name string) { h.setCut(name, true) }

// Heal undoes Cut.
func (h *Host) Heal(name string) { h.setCut(name, false) }

func (h *Host) setCut(name string, cut bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if cut {
		h.cuts[name] = true
	} else {
		delete(h.cuts, name)
	}
}

func (h *Host) isCut(name string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.cuts[name]
}

// stamp signs data that goes to a group.
func (h *Host) stamp(data []byte) []byte {
	name := h.cfg.Name()
	if h.cfg.Network == 0 || name == "" || len(name) > 255 {
		return data
	}
	return slices.Concat(data, []byte(name), []byte{byte(len(name))}, seal)
}

// unstamp takes the stamp off a datagram, and reports whether it may be heard.
func (h *Host) unstamp(data []byte) ([]byte, bool) {
	rest, stamped := bytes.CutSuffix(data, seal)
	if !stamped || len(rest) == 0 {
		return data, true
	}
	rest, n := rest[:len(rest)-1], int(rest[len(rest)-1])
	if n > len(rest) {
		return data, true
	}
	return rest[:len(rest)-n], !h.isCut(string(rest[len(rest)-n:]))
}
