package cluster

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/memberlist"
	"github.com/hashicorp/serf/serf"

	"lab/runtime/reach"
)

// These are the names of a member's tags.
const (
	tagName = "name"
	tagDist = "dist"
)

// A Member is another node of the cluster.
type Member struct {
	// Name is the node's full name.
	Name string
	// IP and DistPort form the address of its distribution listener. GossipPort is the port of its
	// agent.
	IP         string
	DistPort   int
	GossipPort int
}

// Gossip returns the address of the member's agent, as for Join.
func (m Member) Gossip() string { return net.JoinHostPort(m.IP, strconv.Itoa(m.GossipPort)) }

// Dist returns the address of the member's distribution listener.
func (m Member) Dist() string { return net.JoinHostPort(m.IP, strconv.Itoa(m.DistPort)) }

var errClosed = errors.New("the node has left the cluster")

// A Change is an event in a member's life.
type Change uint8

// These are the changes of a member. A member that left has ended its membership itself. A member
// that failed does not respond any more.
const (
	Joined Change = iota + 1
	Left
	Failed
)

// Config configures a node's membership.
type Config struct {
	// Name is the node's full name.
	Name string
	// IP is the only address that the agent binds to.
	IP string
	// Net decides which addresses members may have.
	Net reach.Net
	// DistPort is the port of the node's distribution listener.
	DistPort int
	// Cookie is the secret that all members share.
	Cookie string
	// Memory is the memory limit of the node in bytes, 0 if it has none. Messages that are not
	// authenticated yet take a small part of it.
	Memory uint64
	// Changed is called for each change, one at a time. It must not block.
	Changed func(Change, Member)
	// Log receives the agent's log. If it is nil, the log is discarded.
	Log io.Writer
}

// A Cluster is one node's membership. Its methods are safe for concurrent use. Slow operations run
// in the background, in the order of the calls.
type Cluster struct {
	cfg   Config
	port  int
	cuts  *cuts
	doors *transport // of the current agent
	ops   chan func()
	done  chan struct{}

	queue  sync.Mutex // guards closed and sends to ops
	closed bool

	mu    sync.Mutex
	agent *serf.Serf
	known map[string]Member // by name; includes failed members, for Heal
	lives int
	over  int // the last agent whose events are no longer reported
}

// New starts an agent that has no other members yet.
func New(cfg Config) (*Cluster, error) {
	if cfg.Log == nil {
		cfg.Log = io.Discard
	}
	c := &Cluster{
		cfg: cfg, cuts: newCuts(), known: map[string]Member{},
		ops: make(chan func(), 1024), done: make(chan struct{}),
	}
	if err := c.start(); err != nil {
		return nil, err
	}
	go c.work()
	return c, nil
}

// Port returns the agent's port, which never changes.
func (c *Cluster) Port() int { return c.port }

func (c *Cluster) work() {
	defer close(c.done)
	for op := range c.ops {
		op()
	}
}

// do queues an operation. After Close it drops the operation.
func (c *Cluster) do(op func()) {
	c.queue.Lock()
	defer c.queue.Unlock()
	if !c.closed {
		c.ops <- op
	}
}

// joinTries and joinPause control how often a join is tried. Two members that consider each other
// failed learn at the first contact that they are alive, and become members again at the next
// contact. An agent that restarts is unreachable for a moment.
const (
	joinTries = 4
	joinPause = 300 * time.Millisecond
)

// Join joins the cluster of the agent at addr, in the background.
func (c *Cluster) Join(addr string) { c.do(func() { _ = c.meet(addr) }) }

// Meet is like Join, but it waits and returns the error.
func (c *Cluster) Meet(addr string) error {
	met := make(chan error, 1)
	c.do(func() { met <- c.meet(addr) })
	select {
	case err := <-met:
		return err
	case <-c.done:
		return errClosed
	}
}

func (c *Cluster) meet(addr string) error {
	if !c.cfg.Net.AllowsText(addr) {
		return fmt.Errorf("join %s: %w", addr, reach.ErrOutside)
	}
	for try := 1; ; try++ {
		_, err := c.current().Join([]string{addr}, true)
		if err != nil {
			fmt.Fprintf(c.cfg.Log, "join %s: %v\n", addr, err)
		}
		if err == nil && c.has(addr) || otherKey(err) || try == joinTries {
			return err
		}
		time.Sleep(joinPause)
	}
}

// otherKey reports whether a join failed because the cookies differ. Memberlist has no typed error
// for that.
func otherKey(err error) bool { return err != nil && strings.Contains(err.Error(), "decrypt") }

func (c *Cluster) current() *serf.Serf {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.agent
}

func (c *Cluster) has(addr string) bool {
	for _, m := range c.alive(c.current()) {
		if m.Gossip() == addr {
			return true
		}
	}
	return false
}

// Restart leaves the cluster and starts a new agent with the given cookie. Events of the old agent
// are no longer reported. If the cookie is the same and the agent knows no other member, the agent
// keeps running.
func (c *Cluster) Restart(cookie string) {
	c.mu.Lock()
	ending := c.lives
	c.over = ending
	c.mu.Unlock()
	c.do(func() {
		if c.cfg.Cookie == cookie && c.alone() {
			c.mu.Lock()
			c.over = min(c.over, ending-1) // the agent keeps running
			c.mu.Unlock()
			return
		}
		c.stop()
		c.cfg.Cookie = cookie
		if err := c.start(); err != nil {
			fmt.Fprintf(c.cfg.Log, "restart: %v\n", err)
		}
	})
}

// alone reports whether the agent knows no other member. It still knows a member that left, and
// forgets a member that failed after about a second (ReconnectTimeout).
func (c *Cluster) alone() bool {
	return len(c.current().Members()) == 1
}

// Close leaves the cluster for good.
func (c *Cluster) Close() {
	c.do(c.stop)
	c.queue.Lock()
	if !c.closed {
		c.closed = true
		close(c.ops)
	}
	c.queue.Unlock()
	<-c.done
}

// Members returns the other members that are alive. While a restart is pending, it returns none.
func (c *Cluster) Members() []Member {
	c.mu.Lock()
	agent, over := c.agent, c.lives <= c.over
	c.mu.Unlock()
	if over {
		return nil
	}
	return c.alive(agent)
}

func (c *Cluster) alive(agent *serf.Serf) []Member {
	var all []Member
	for _, m := range agent.Members() {
		if member, ok := memberOf(m); ok && m.Status == serf.StatusAlive && member.Name != c.cfg.Name {
			all = append(all, member)
		}
	}
	return all
}

// start starts an agent. The name of the agent ends in a unique number, so that the agent of a
// returning node is never mistaken for the previous agent.
func (c *Cluster) start() error {
	events := make(chan serf.Event, 4096)
	conf, err := c.serfConfig(events)
	if err != nil {
		return err
	}
	agent, err := serf.Create(conf)
	if err != nil {
		_ = conf.MemberlistConfig.Transport.Shutdown()
		return fmt.Errorf("start gossip: %w", err)
	}
	c.mu.Lock()
	c.agent = agent
	c.lives++
	life := c.lives
	c.mu.Unlock()
	go c.follow(agent, life, events)
	return nil
}

func (c *Cluster) stop() {
	agent := c.current()
	_ = agent.Leave() // peers that miss the message detect the end of the agent by probing
	_ = agent.Shutdown()
}

// portTries is how often a free port is tried for the agent. The system chooses a free TCP port,
// which may be taken for UDP.
const portTries = 20

// listen opens the agent's port for TCP and UDP. After a restart it uses the same port again.
func (c *Cluster) listen(ip netip.Addr) (t *transport, err error) {
	for range portTries {
		t, err = listen(ip, uint16(c.port), c.cuts, c.cfg.Net, c.cfg.Memory)
		if c.port != 0 || err == nil {
			break
		}
	}
	return t, err
}

// serfConfig returns the agent's configuration. The intervals were measured: a silent failure is
// detected in less than a second, without false alarms on a busy machine.
func (c *Cluster) serfConfig(events chan serf.Event) (*serf.Config, error) {
	logger := log.New(c.cfg.Log, "", 0)
	ip, err := netip.ParseAddr(c.cfg.IP)
	if err != nil || !c.cfg.Net.Allows(ip) {
		return nil, fmt.Errorf("open the gossip port at %s: %w", c.cfg.IP, reach.ErrOutside)
	}
	doors, err := c.listen(ip)
	if err != nil {
		return nil, fmt.Errorf("open the gossip port: %w", err)
	}
	c.doors, c.port = doors, doors.port
	mc := memberlist.DefaultLocalConfig()
	mc.Transport = doors
	mc.BindAddr, mc.BindPort, mc.AdvertiseAddr, mc.AdvertisePort = c.cfg.IP, c.port, c.cfg.IP, c.port
	mc.ProbeInterval, mc.ProbeTimeout, mc.SuspicionMult = 200*time.Millisecond, 100*time.Millisecond, 2
	mc.GossipInterval, mc.RetransmitMult = 100*time.Millisecond, 4
	mc.DeadNodeReclaimTime, mc.GossipToTheDeadTime = time.Millisecond, time.Millisecond
	mc.UDPBufferSize = 1400
	if ip.IsLoopback() {
		mc.UDPBufferSize = 16 << 10
	}
	mc.EnableCompression = false // takes 64 KB of new memory for each message of a hundred bytes
	key := sha256.Sum256([]byte(c.cfg.Cookie))
	mc.SecretKey, mc.Label, mc.Logger = key[:], "lab1", logger

	conf := serf.DefaultConfig()
	conf.NodeName = fmt.Sprintf("%s#%x.%d", c.cfg.Name, time.Now().UnixNano(), c.lives+1)
	conf.MemberlistConfig, conf.Logger, conf.EventCh = mc, logger, events
	conf.Tags = map[string]string{tagName: c.cfg.Name, tagDist: strconv.Itoa(c.cfg.DistPort)}
	conf.LeavePropagateDelay, conf.BroadcastTimeout = 200*time.Millisecond, 500*time.Millisecond
	conf.ReconnectInterval, conf.ReconnectTimeout, conf.ReapInterval = time.Hour, time.Second, time.Second
	conf.ValidateNodeNames = false
	return conf, nil
}

// follow reports an agent's events until the agent has shut down.
func (c *Cluster) follow(agent *serf.Serf, life int, events chan serf.Event) {
	for {
		select {
		case <-agent.ShutdownCh():
			return
		case ev := <-events:
			if me, ok := ev.(serf.MemberEvent); ok && !c.isOver(life) {
				c.report(me)
			}
		}
	}
}

func (c *Cluster) isOver(life int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return life <= c.over
}

func (c *Cluster) report(ev serf.MemberEvent) {
	change := map[serf.EventType]Change{
		serf.EventMemberJoin: Joined, serf.EventMemberLeave: Left, serf.EventMemberFailed: Failed,
	}[ev.Type]
	if change == 0 {
		return
	}
	for _, m := range ev.Members {
		member, ok := memberOf(m)
		if !ok || member.Name == c.cfg.Name {
			continue
		}
		c.mu.Lock()
		c.known[member.Name] = member
		c.mu.Unlock()
		c.cfg.Changed(change, member)
	}
}

func memberOf(m serf.Member) (Member, bool) {
	port, err := strconv.Atoi(m.Tags[tagDist])
	if err != nil || port < 1 || port > 65535 || m.Tags[tagName] == "" {
		return Member{}, false
	}
	return Member{m.Tags[tagName], m.Addr.String(), port, int(m.Port)}, true
}
