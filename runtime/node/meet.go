package node

import (
	"errors"
	"fmt"
	"net"
	"strconv"

	"lab/runtime/reach"
)

// Gossip returns the address (IP:PORT) of the node's membership agent. It returns "" if the node
// is not part of the mesh.
func (n *Node) Gossip() string {
	mesh := n.network()
	if mesh == nil || mesh.gossip == nil {
		return ""
	}
	return net.JoinHostPort(mesh.ip.String(), strconv.Itoa(mesh.gossip.Port()))
}

// Meet joins the cluster of the agent at an address (IP:PORT). The node's gate must allow the
// address.
func (n *Node) Meet(address string) error {
	mesh := n.network()
	switch {
	case mesh == nil || mesh.gossip == nil:
		return errors.New("the node takes no part in a cluster")
	case !mesh.cfg.Gate.AllowsText(address):
		return fmt.Errorf("%s: %w", address, reach.ErrOutside)
	}
	return mesh.gossip.Meet(address)
}
