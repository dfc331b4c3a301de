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

// This file keeps the list of the nodes that run on students' own laptops. The room gives each a
// few of the others' addresses: a node that meets one member of a Serf cluster learns of them all.

// JoinCommand is what a laptop asks the room's SSH server for. Each then says a line of JSON:
// the room an Invitation, the laptop by an Arrival where its node is, and the room by a
// Company who else is there. The connection lasts as long as the node.
const JoinCommand = "join"

// A Member is a node on a laptop.
type Member struct {
	Name string `json:"name"`
	// Gossip is where its membership agent listens, IP:PORT.
	Gossip string `json:"gossip"`
}

// An Invitation is what a laptop is told when it joins.
type Invitation struct {
	// Name is what the room calls the student.
	Name string `json:"name"`
	// Cookie is the secret of the class's nodes, drawn when the room opens.
	Cookie string `json:"cookie"`
}

// An Arrival is what a laptop says of its node.
type Arrival struct {
	Gossip string `json:"gossip"`
}

// Company is some of the nodes that came before. Of two that come at once, one gets the other's address.
type Company struct {
	Members []Member `json:"members"`
}

// A Cluster is the nodes of laptops that are there. A nil Cluster takes none.
type Cluster struct {
	cookie string

	mu      sync.Mutex
	members []Member // in the order in which they came
}

// NewCluster is a cluster without members, and with a cookie of its own.
func NewCluster() *Cluster {
	secret := make([]byte, 24)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return &Cluster{cookie: base64.RawURLEncoding.EncodeToString(secret)}
}

// mostMembers is how many addresses a laptop gets. One would do if that node were sure to stay.
const mostMembers = 5

// Invite tells a student's laptop how to come in.
func (c *Cluster) Invite(name string) (Invitation, error) {
	if c == nil {
		return Invitation{}, errors.New("this room has no cluster for laptops; the teacher opens one with lab room --nodes")
	}
	return Invitation{Name: name, Cookie: c.cookie}, nil
}

// Enter notes a node that has come from an address. It must listen there: nobody is sent to
// the machines of others. A student has one node at a time (Seats).
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

// Leave forgets a node that has gone.
func (c *Cluster) Leave(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.members = slices.DeleteFunc(c.members, func(m Member) bool { return m.Name == name })
}

// Members are the nodes that are there.
func (c *Cluster) Members() []Member {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.members)
}

// NodeName is the name of a student's node at an address. The first part of it has no dots.
func NodeName(student string, at netip.Addr) string {
	return strings.ReplaceAll(student, ".", "_") + "@" + at.Unmap().String()
}
