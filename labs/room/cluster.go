package room

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
)

// This file manages the cluster of nodes on students' laptops. The room gives each node the
// addresses of a few others. A node that contacts one member of a Serf cluster learns of all
// members.

// JoinCommand is the command that a laptop requests from the room's SSH server. The two sides then
// exchange lines of JSON: the room sends an Invitation, the laptop an Arrival, and the room a
// Company. The connection stays open while the node runs.
const JoinCommand = "join"

// A Member is a node on a laptop.
type Member struct {
	Name string `json:"name"`
	// Gossip is the address (IP:PORT) of the node's membership agent.
	Gossip string `json:"gossip"`
}

// An Invitation tells a laptop how to start its node.
type Invitation struct {
	// Name is the room's name for the student.
	Name string `json:"name"`
	// Cookie is the cookie of the class's nodes, generated when the room opens.
	Cookie string `json:"cookie"`
}

// An Arrival reports that a laptop's node has started.
type Arrival struct {
	Gossip string `json:"gossip"`
}

// Company lists up to mostMembers of the nodes that joined earlier, the oldest first. Of two nodes
// that join an empty cluster at the same time, one gets the address of the other.
type Company struct {
	Members []Member `json:"members"`
}

// A Cluster manages the nodes of laptops. A nil Cluster accepts no nodes. It is safe for
// concurrent use.
type Cluster struct {
	cookie string

	mu      sync.Mutex
	members []Member // in order of arrival
}

// NewCluster returns an empty cluster with a random cookie.
func NewCluster() *Cluster {
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return &Cluster{cookie: base64.RawURLEncoding.EncodeToString(secret)}
}

// mostMembers is the maximum number of addresses in a Company. Several are given because some
// nodes may have left.
const mostMembers = 5

// Invite returns the invitation for a student's laptop.
func (c *Cluster) Invite(name string) (Invitation, error) {
	if c == nil {
		return Invitation{}, errors.New("this room has no cluster for laptops; the teacher opens one with lab room --nodes")
	}
	return Invitation{Name: name, Cookie: c.cookie}, nil
}

// Enter adds a node that has arrived from an address. The node must listen at that address, so
// that nobody can direct the class to another machine. The caller ensures that a student has only
// one node (Seats).
func (c *Cluster) Enter(name string, a Arrival, from netip.Addr) (Company, error) {
	at, err := netip.ParseAddrPort(a.Gossip)
	if err != nil || at.Port() == 0 {
		return Company{}, fmt.Errorf("%q is not an address of a node", a.Gossip)
	}
	if at.Addr().Unmap() != from.Unmap() {
		return Company{}, fmt.Errorf("a node has to listen at the address that it comes from, %s, and not at %s", from.Unmap(), at.Addr())
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	before := slices.Clone(c.members[:min(len(c.members), mostMembers)])
	c.members = append(c.members, Member{name, at.String()})
	return Company{before}, nil
}

// Leave removes a node.
func (c *Cluster) Leave(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.members = slices.DeleteFunc(c.members, func(m Member) bool { return m.Name == name })
}

// Members returns the current nodes.
func (c *Cluster) Members() []Member {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.members)
}

// NodeName returns the name of a student's node at an address. Dots in the student's name are
// replaced, because Erlang allows none before the @.
func NodeName(student string, at netip.Addr) string {
	return strings.ReplaceAll(student, ".", "_") + "@" + at.Unmap().String()
}
