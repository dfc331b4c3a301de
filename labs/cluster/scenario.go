package cluster

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lab/labs/beats"
	"lab/labs/catalogue"
	"lab/labs/census"
	"lab/labs/messages"
	"lab/labs/pipe"
	"lab/runtime/dist/epmd"
	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file starts the nodes of a lab and ends them.

// A Config says which nodes to start, and how.
type Config struct {
	Nodes []catalogue.NodeSpec
	// Project is the folder that nodes with a project run in; the others run in
	// Dir.
	Project, Dir string
	// Command is this program's command that runs a node.
	Command []string
	// Proxy stands in front of the nodes that serve. Guard is this program's command
	// that keeps Caddy from outliving us.
	Proxy *catalogue.Proxy
	Guard []string
	// CaddyDir is where Caddy keeps its certificates; where it is empty, in a folder that
	// is gone with the scenario.
	CaddyDir string
	// OwnPorts has web servers and the proxy listen on free ports, instead of on
	// those that the lab names.
	OwnPorts bool
	// Names are what nodes are called, by their names in the lab, where that is not the
	// same.
	Names map[string]string
	// Memory is how many MB a node may fill, nodeMemory where it is 0.
	Memory int
	// Slack is how many times longer than usual nodes may be silent before the others give
	// them up, 0 is once.
	Slack int
	// Brief says that the nodes live for seconds: their memory is collected late, if at all.
	Brief bool
	// Sealed keeps programs from replacing modules of Elixir and Erlang.
	Sealed bool
	// Watch says which processes the watchers of an observer count.
	Watch *catalogue.Watch
	// Observer is told what happens; nil where nobody looks.
	Observer Observer
}

// An Observer hears of a scenario. Its methods must return soon.
type Observer interface {
	// Output is text that a node wrote to the streams of its process.
	Output(node, text string)
	// Changed says that States has a new answer.
	Changed()
	// Report is what a node's watcher saw.
	Report(r census.Report)
	// Heard is what a node's watcher heard.
	Heard(b messages.Batch)
}

// A Scenario is a set of running nodes, with the hidden one that steers them.
type Scenario struct {
	cfg     Config
	cookie  string
	port    int         // of the scenario's own epmd
	ports   map[int]int // of the web servers and the proxy: as the lab names them, as they are
	proxy   proxy
	stop    context.CancelFunc
	ended   <-chan struct{}
	work    sync.WaitGroup
	control *Control

	// listener hears the watchers; watchers belongs to it and has a channel for
	// each that is closed when it ends.
	listener *vm.Actor
	watchers map[term.Ref]chan struct{}

	mu    sync.Mutex
	nodes map[string]*member
	cuts  map[Link]bool
}

// member is a node of the scenario, over all its lives.
type member struct {
	spec catalogue.NodeSpec
	full string
	life *life // nil before the first life
}

// upTime bounds the start of a node without its project, and loadTime that of the
// project: of the node's own time in a check, and in a workbook how long a prompt is waited for.
const (
	upTime   = 60 * time.Second
	loadTime = 12 * time.Second
)

// Start starts the nodes and returns once all of them can be talked to.
func Start(ctx context.Context, cfg Config) (*Scenario, error) {
	s := &Scenario{cfg: cfg, cookie: "LAB" + rand.Text()[:17], nodes: map[string]*member{}, cuts: map[Link]bool{}}
	cookies := map[string]string{}
	for _, n := range cfg.Nodes {
		m := &member{spec: n, full: s.Full(n.Name)}
		s.nodes[n.Name] = m
		if n.Cookie != "" {
			cookies[m.full] = n.Cookie
		}
	}
	if err := s.assignPorts(); err != nil {
		return nil, err
	}
	if err := s.startEpmd(); err != nil {
		s.releasePorts()
		return nil, err
	}
	var err error
	if cfg.Observer == nil {
		s.control, err = StartJudge()
	} else {
		s.control, err = startControl(s.port, s.cookie, cookies)
	}
	if err != nil {
		s.stop()
		s.releasePorts()
		return nil, err
	}
	if cfg.Observer != nil {
		s.watchers = map[term.Ref]chan struct{}{}
		s.listener = s.control.n.Machine().SpawnActor("", s.hear)
		s.listener.Open()
	}
	if err := s.startAll(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// startAll starts the nodes, and then the proxy: its health checks are to find them. What
// the proxy is told is read before any program runs that could change it.
func (s *Scenario) startAll(ctx context.Context) error {
	if s.cfg.Proxy != nil {
		if err := s.planProxy(ctx); err != nil {
			return err
		}
		if s.proxy.wrong != "" && s.cfg.Observer == nil {
			return nil // nothing is to be seen behind it
		}
	}
	var all errgroup.Group
	for _, m := range s.nodes {
		all.Go(func() error { return s.startNode(ctx, m) })
	}
	if err := all.Wait(); err != nil || s.cfg.Proxy == nil {
		return err
	}
	return s.runProxy(ctx)
}

// startEpmd serves names on a port of the scenario's own, so that scenarios do
// not meet each other.
func (s *Scenario) startEpmd() error {
	ln, err := epmd.Listen(0)
	if err != nil {
		return err
	}
	s.port = ln.Addr().(*net.TCPAddr).Port
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.ended = stop, ctx.Done()
	s.work.Go(func() { _ = (&epmd.Server{}).Serve(ctx, ln) })
	return nil
}

// startNode gives a member a life and waits until its project is loaded, or has failed
// to be.
func (s *Scenario) startNode(ctx context.Context, m *member) error {
	if err := s.awaitFree(m); err != nil {
		return err
	}
	c, err := spawn(s.command(m), s.environment(m), pipe.NewBoot(cmp.Or(m.spec.Cookie, s.cookie), s.cfg.Sealed), s.control.own(), func(text string) {
		if s.cfg.Observer != nil {
			s.cfg.Observer.Output(m.spec.Name, text)
		}
	})
	if err != nil {
		return err
	}
	if err := awaitUp(ctx, m, c); err != nil {
		_ = c.kill()
		return err
	}
	s.mu.Lock()
	m.life = c
	s.mu.Unlock()
	s.work.Go(func() { s.mourn(c) })
	if err := s.awaitLoaded(ctx, m, c); err != nil {
		return err
	}
	if s.listener != nil {
		s.work.Go(func() { s.follow(m, c) })
	}
	s.changed()
	return nil
}

// awaitFree waits until epmd has forgotten the member's former life. In a check, where epmd serves
// this scenario alone, somebody who keeps the name is a program on one of its nodes.
func (s *Scenario) awaitFree(m *member) error {
	client := epmd.Client{Port: s.port}
	late, stop := beats.After(forgetTime)
	defer stop()
	for {
		if _, err := client.Lookup("127.0.0.1", strings.TrimSuffix(m.full, "@"+host)); err != nil {
			return nil
		}
		select {
		case <-s.ended:
			return nil
		case <-late:
			if s.cfg.OwnPorts {
				return &FallenError{Node: m.full, Said: "a program took its name at epmd"}
			}
			return nil
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// forgetTime is how long epmd may take to forget a node that has ended.
const forgetTime = 5 * time.Second

// nodeMemory is how many MB a node may fill where nothing is said: several run on a student's
// machine.
const nodeMemory = 1024

// nodeProcesses is how many processes it may have: no lab needs a tenth of them.
const nodeProcesses = "20000"

func (s *Scenario) command(m *member) []string {
	args := append(slices.Clone(s.cfg.Command), "--sname", m.full, "--max-memory", strconv.Itoa(cmp.Or(s.cfg.Memory, nodeMemory)), "--max-processes", nodeProcesses,
		"--slack", strconv.Itoa(s.cfg.Slack))
	if s.cfg.Brief {
		args = append(args, "--brief")
	}
	if m.spec.Hidden {
		args = append(args, "--hidden")
	}
	if m.spec.Serve {
		args = append(args, "--serve")
	}
	if m.spec.Project {
		args = append(args, "--project", s.cfg.Project)
		if s.cfg.Observer == nil {
			args = append(args, "--load-time", loadTime.String())
		}
		return args
	}
	return append(args, "--dir", s.cfg.Dir)
}

// passed are the variables that a node needs of our environment.
var passed = []string{"HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
	"SYSTEMROOT", "TMPDIR", "TMP", "TEMP", "LANG", "NO_COLOR", "GOCOVERDIR"}

func (s *Scenario) environment(m *member) []string {
	env := append(inherited(), "ERL_EPMD_PORT="+strconv.Itoa(s.port))
	if m.spec.Serve {
		env = append(env, "PORT="+strconv.Itoa(s.ports[m.spec.Port]))
	}
	for name, value := range m.spec.Env {
		env = append(env, name+"="+value)
	}
	return env
}

// inherited is what every program that a lab starts gets of our environment.
func inherited() []string {
	var env []string
	for _, name := range passed {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// mourn tells of the end of a life.
func (s *Scenario) mourn(c *life) {
	<-c.gone
	s.changed()
}

func (s *Scenario) changed() {
	if s.cfg.Observer != nil {
		s.cfg.Observer.Changed()
	}
}

// Close ends every node.
func (s *Scenario) Close() {
	s.stop()
	var all sync.WaitGroup
	all.Go(s.endNodes)
	all.Go(s.closeProxy)
	all.Wait()
	s.control.Close()
	s.work.Wait()
	s.releasePorts()
}

// endNodes ends the nodes that run.
func (s *Scenario) endNodes() {
	s.mu.Lock()
	var lives []*life
	for _, m := range s.nodes {
		if m.life != nil {
			lives = append(lives, m.life)
		}
	}
	s.mu.Unlock()
	var all sync.WaitGroup
	for _, c := range lives {
		all.Go(func() { _ = c.kill() })
	}
	all.Wait()
}

// Machine is the engine of the hidden node, on which prompts have their group
// leaders.
func (s *Scenario) Machine() *vm.Machine { return s.control.n.Machine() }

// Full returns the full name of the node that the lab calls name.
func (s *Scenario) Full(name string) string { return cmp.Or(s.cfg.Names[name], name) + "@" + host }

// Unloaded returns what nodes said whose project does not compile, "" where
// there is none.
func (s *Scenario) Unloaded() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.cfg.Nodes {
		if c := s.nodes[n.Name].life; c != nil && c.isUp() && !c.isLoaded() {
			return c.lastWords()
		}
	}
	return ""
}

// live returns the life of the node called name.
func (s *Scenario) live(name string) (*member, *life, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.nodes[name]
	switch {
	case m == nil:
		return nil, nil, fmt.Errorf("there is no node %s", name)
	case m.life == nil || !m.life.isUp():
		return m, nil, fmt.Errorf("%s is down", name)
	}
	return m, m.life, nil
}

// Judge implements Nodes.
func (s *Scenario) Judge(ctx context.Context, clauses string, value term.Term, bindings Bindings) (term.Term, error) {
	return s.control.Judge(ctx, clauses, value, bindings)
}

// Up implements Nodes.
func (s *Scenario) Up(name string) bool {
	_, c, _ := s.live(name)
	return c != nil
}
