package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lab/runtime/cluster"
	"lab/runtime/dist"
	"lab/runtime/dist/epmd"
	"lab/runtime/reach"
	"lab/runtime/term"
	"lab/runtime/vm"
)

var (
	aLink         = term.Intern("link")
	aMonitor      = term.Intern("monitor")
	aNoConnection = term.Intern("noconnection")
	aNoproc       = term.Intern("noproc")
)

// NetConfig configures a node's part in the network.
type NetConfig struct {
	// Name is the node's name, as NAME or NAME@HOST.
	Name string
	// Long selects long names, whose hosts contain dots.
	Long bool
	// Hidden reports whether the node is hidden. A hidden node is not part of the mesh.
	Hidden bool
	// Alone keeps a visible node out of the mesh. It connects only to nodes that it is told to
	// connect to (Erlang's -connect_all false).
	Alone bool
	// Closed makes the node accept only replies to its own requests (closed.go).
	Closed bool
	// Epmd is the command that starts epmd if none answers. If it is nil, epmd must be running.
	Epmd []string
	// EpmdPort is epmd's port. 0 means the default.
	EpmdPort int
	// Slack multiplies the time for which a peer may be silent before it is given up, for machines
	// that are too busy to let it respond. 0 means 1.
	Slack int
	// Gate restricts the addresses of this node's sockets and of other nodes.
	Gate reach.Net
}

// network is the network side of a node, as long as the node has a name.
type network struct {
	cfg    NetConfig
	m      *vm.Machine
	log    func(level, text string)
	jar    *cookies
	name   term.Atom
	ip     netip.Addr // the address on which the node listens
	epmd   epmd.Client
	reg    *epmd.Registration
	end    *dist.Endpoint
	gossip *cluster.Cluster // nil if the node is not part of the mesh
	kernel *kernel
	ready  chan struct{} // closed once all fields above are set

	unlinks atomic.Uint64

	mu      sync.Mutex
	agents  map[string]string // gossip addresses by node
	addrs   map[string]string // addresses of cluster members by node
	since   map[term.Atom]time.Time
	ups     map[term.Atom]int       // number of links so far
	parted  map[term.Atom]time.Time // end of the last link
	hidden  map[term.Atom]bool
	known   []term.Atom         // all nodes called or seen, the latest first
	reasons map[term.Atom]error // errors of the last failed connections
	spawns  map[term.Atom]map[[5]uint32]vm.SpawnRequest
}

// A NameTakenError reports that another node has the name.
type NameTakenError struct{ Name string }

func (e *NameTakenError) Error() string {
	return fmt.Sprintf("the name %s seems to be in use by another Erlang node", e.Name)
}

// joinNet gives a machine a name and opens its port.
func joinNet(cfg NetConfig, m *vm.Machine, jar *cookies, log func(level, text string)) (*network, error) {
	full, err := fullName(cfg.Name, cfg.Long)
	if err != nil {
		return nil, err
	}
	n := &network{
		cfg: cfg, m: m, log: log, jar: jar, name: term.Intern(full), epmd: epmd.Client{Port: cfg.EpmdPort, Net: cfg.Gate},
		agents: map[string]string{}, addrs: map[string]string{}, since: map[term.Atom]time.Time{},
		ups: map[term.Atom]int{}, parted: map[term.Atom]time.Time{},
		hidden: map[term.Atom]bool{}, reasons: map[term.Atom]error{},
		spawns: map[term.Atom]map[[5]uint32]vm.SpawnRequest{}, ready: make(chan struct{}),
	}
	if len(cfg.Epmd) > 0 {
		if err := n.epmd.Ensure(cfg.Epmd...); err != nil {
			return nil, err
		}
	}
	if err := n.open(full); err != nil {
		return nil, err
	}
	return n, nil
}

// open listens, registers the name and starts the distribution. If a part fails, open undoes the
// earlier parts.
func (n *network) open(full string) (err error) {
	alive, host := split(full)
	ip := bindAddr(n.cfg.Gate, host)
	ln, err := dist.Listen(n.cfg.Gate, ip)
	if err != nil {
		return err
	}
	n.ip = ln.Addr().(*net.TCPAddr).AddrPort().Addr().Unmap()
	defer func() {
		if err != nil {
			ln.Close()
			n.leaveCluster()
		}
	}()
	port := ln.Addr().(*net.TCPAddr).Port
	if !n.cfg.Hidden && !n.cfg.Alone {
		n.gossip, err = cluster.New(cluster.Config{
			Name: full, IP: ip.String(), Net: n.cfg.Gate, DistPort: port, Cookie: n.jar.own(), Memory: n.m.MaxMemory(), Changed: n.memberChanged,
		})
		if err != nil {
			return err
		}
	}
	n.reg, err = n.epmd.Register(epmd.Entry{
		Name: alive, Port: port, Hidden: n.cfg.Hidden, Low: 5, High: 6, Extra: n.extra(),
	})
	if errors.Is(err, epmd.ErrNameTaken) {
		return &NameTakenError{full}
	}
	if err != nil {
		return err
	}
	n.kernel = startKernel(n)
	n.m.SetName(n.name, n.reg.Creation)
	n.end = dist.New(dist.Config{
		Name: full, Creation: n.reg.Creation, Hidden: n.cfg.Hidden,
		Cookie: n.jar.of, Resolve: n.resolve, Net: n.cfg.Gate, Slack: n.cfg.Slack, Codec: newCodec(n.m), Receiver: n,
	}, ln)
	n.m.SetDist(n)
	close(n.ready)
	n.end.Start()
	return nil
}

// close gives up the name. All links have ended when close returns.
func (n *network) close() {
	n.leaveCluster()
	n.end.Close()
	n.reg.Close()
	n.m.SetDist(nil)
	n.m.SetName(term.ANoNode, 0)
	n.kernel.stop()
}

func (n *network) leaveCluster() {
	if n.gossip != nil {
		n.gossip.Close()
	}
}

// extraGossip is the prefix of the gossip port in the extra field of lab's epmd entries.
const extraGossip = "gossip="

func (n *network) extra() string {
	if n.gossip == nil {
		return ""
	}
	return extraGossip + strconv.Itoa(n.gossip.Port())
}

// resolve returns the address on which a node listens, from the cluster or from epmd. It records
// the gossip port that epmd reports.
func (n *network) resolve(_ context.Context, name string) (string, error) {
	if err := n.callable(name); err != nil {
		return "", err
	}
	n.mu.Lock()
	addr := n.addrs[name]
	n.mu.Unlock()
	if addr != "" {
		return addr, nil
	}
	alive, host := split(name)
	ask, listens, err := dialAddrs(n.cfg.Gate, host)
	if err != nil {
		return "", &dist.ConnectError{Node: name, Cause: dist.CauseOutside, Err: err}
	}
	host = listens.String()
	e, err := n.epmd.Lookup(ask.String(), alive)
	switch {
	case errors.Is(err, epmd.ErrUnknownName):
		return "", &dist.ConnectError{Node: name, Cause: dist.CauseUnknownName, Err: err}
	case err != nil:
		return "", &dist.ConnectError{Node: name, Cause: dist.CauseNoEpmd, Err: err}
	}
	if port, ok := strings.CutPrefix(e.Extra, extraGossip); ok {
		n.mu.Lock()
		n.agents[name] = net.JoinHostPort(host, port)
		n.mu.Unlock()
	}
	return net.JoinHostPort(host, strconv.Itoa(e.Port)), nil
}

// callable validates the name of a node before a connection, as Erlang does. It logs an error in
// Erlang's words.
func (n *network) callable(name string) error {
	alive, host, ok := strings.Cut(name, "@")
	text := ""
	switch dotted := strings.Contains(host, "."); {
	case !ok || alive == "" || host == "":
		text = "\n** Cannot get connection id for node " + inspect(name) + "\n"
	case !n.cfg.Long && dotted:
		text = "** System NOT running to use fully qualified hostnames **\n** Hostname " + host + " is illegal **\n"
	case n.cfg.Long && !dotted && net.ParseIP(host) == nil:
		text = "** System running to use fully qualified hostnames **\n** Hostname " + host + " is illegal **\n"
	}
	if text == "" {
		return nil
	}
	n.log("error", text)
	return &dist.ConnectError{Node: name, Cause: dist.CauseBadName, Err: errors.New("a name that cannot be called from here")}
}

// inspect formats a node's name for the log. It does not create an atom, because the name may come
// from an unknown peer.
func inspect(name string) string { return term.NameText(name) }

// Connect connects to a node. It reports whether there is a link.
func (n *network) Connect(node term.Atom) bool {
	return node == n.name || n.end.Connect(node) == nil
}

// Disconnect ends the link to a node. It returns false if there is no link.
func (n *network) Disconnect(node term.Atom) bool {
	return n.end.Disconnect(node, dist.ErrDisconnected)
}

// Nodes lists connected or known nodes. Hidden nodes come first, and each group is in the order of
// connection.
func (n *network) Nodes(kind string) []term.Atom {
	n.mu.Lock()
	defer n.mu.Unlock()
	var hidden, visible []term.Atom
	for node := range n.since {
		if n.hidden[node] {
			hidden = append(hidden, node)
		} else {
			visible = append(visible, node)
		}
	}
	n.bySince(hidden)
	n.bySince(visible)
	switch kind {
	case "visible":
		return visible
	case "hidden":
		return hidden
	case "known":
		return append([]term.Atom{term.ANoNode}, n.known...)
	}
	return append(hidden, visible...)
}

// meet adds a node to the known nodes. The caller holds n.mu.
func (n *network) meet(node term.Atom) {
	if !slices.Contains(n.known, node) {
		n.known = slices.Insert(n.known, 0, node)
	}
}

func (n *network) bySince(nodes []term.Atom) {
	sort.Slice(nodes, func(i, j int) bool { return n.since[nodes[i]].Before(n.since[nodes[j]]) })
}

// rekey makes the new cookie the gossip key if the node has no links to visible nodes. A change of
// the cookie does not end existing links.
func (n *network) rekey() {
	if n.gossip != nil && n.alone() {
		n.gossip.Restart(n.jar.own())
	}
}

// failure returns the error of the last failed connection to a node.
func (n *network) failure(node term.Atom) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.reasons[node]
}

// alone reports whether the node has no link to a visible node.
func (n *network) alone() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for node := range n.since {
		if !n.hidden[node] {
			return false
		}
	}
	return true
}
