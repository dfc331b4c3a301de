package inet

import (
	"bytes"
	"slices"
)

// This file makes a cut between two nodes stop the multicasts and broadcasts of
// programs. All nodes of a lab share one address and the group's port, so a
// datagram does not show its sender. On a private network the sender therefore
// appends a stamp to the program's data: its node name, the length of the name as
// one byte, and the seal. The receiver removes the stamp, and drops datagrams from
// nodes that it is cut off from.
//
// Unicasts are not stamped, because their receiver may not be a node.

// seal is the fixed suffix of a stamped datagram.
var seal = []byte{0xd3, 'l', 'a', 'b', 0x9e, 's', 'e', 'a', 'l', 0x01}

// Cut makes the host ignore the multicasts and broadcasts of the node called name. To stop both
// directions, call Cut on the other node, too.
func (h *Host) Cut(name string) { h.setCut(name, true) }

// Heal reverses Cut.
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

// stamp appends the node's stamp to data that is sent to a group.
func (h *Host) stamp(data []byte) []byte {
	name := h.cfg.Name()
	if h.cfg.Network == 0 || name == "" || len(name) > 255 {
		return data
	}
	return slices.Concat(data, []byte(name), []byte{byte(len(name))}, seal)
}

// unstamp removes the stamp from a datagram. It reports false if the datagram comes from a node
// that the host is cut off from.
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
