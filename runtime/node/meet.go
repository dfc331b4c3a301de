package node

import (
	"errors"
	"fmt"
	"net"
	"strconv"

	"lab/runtime/reach"
)

// Gossip is where the node's membership agent listens, IP:PORT; "" for a node that takes no
// part in the mesh.
func (n *Node) Gossip() string {
	mesh := n.network()
	if mesh == nil || mesh.gossip == nil {
		return ""
	}
	return net.JoinHostPort(mesh.ip.String(), strconv.Itoa(mesh.gossip.Port()))
}

// Meet makes the node a member of the cluster of the agent at an address, IP:PORT, which the
// node's gate has to allow.
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
