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

// This file starts and ends the nodes of a lab.

// A Config configures a scenario.
type Config struct {
	Nodes []catalogue.NodeSpec
	// Project is the working folder of nodes with a project. Dir is the working folder of the other
	// nodes.
	Project, Dir string
	// Command is the command of this program that runs a node.
	Command []string
	// Proxy is the proxy in front of the nodes that serve, or nil. Guard is the command of this
	// program that ends Caddy when this program ends.
	Proxy *catalogue.Proxy
	Guard []string
	// CaddyDir is the folder for Caddy's certificates. If it is empty, a temporary folder is used.
	CaddyDir string
	// OwnPorts makes web servers and the proxy use free ports instead of the ports that the lab
	// names.
	OwnPorts bool
	// Names maps names of nodes in the lab to their actual names, where these differ.
	Names map[string]string
	// Memory is the memory limit of a node in MB. The default is nodeMemory.
	Memory int
	// Slack multiplies the time for which a node may be silent before its peers consider it down.
	// The value 0 means 1.
	Slack int
	// Brief defers garbage collection, for nodes that run only for seconds.
	Brief bool
	// Sealed prevents programs from replacing modules of Elixir and Erlang.
	Sealed bool
	// Watch configures the processes that the watchers count for an observer.
	Watch *catalogue.Watch
	// Observer receives the events of the scenario. It may be nil.
	Observer Observer
}

// An Observer receives events of a scenario. Its methods must not block.
type Observer interface {
	// Output passes text that a node's process has written.
	Output(node, text string)
	// Changed reports that the result of States has changed.
	Changed()
	// Report passes a report of a node's watcher.
	Report(r census.Report)
	// Heard passes messages that a node's watcher has recorded.
	Heard(b messages.Batch)
}

// A Scenario is a set of running nodes and the control node.
type Scenario struct {
	cfg     Config
	cookie  string
	port    int         // the port of the scenario's epmd
	ports   map[int]int // ports in the lab to the ports in use
	proxy   proxy
	stop    context.CancelFunc
	ended   <-chan struct{}
	work    sync.WaitGroup
	control *Control

	// listener receives the messages of watchers. The map watchers holds a channel for each
	// watcher. The channel is closed when the watcher ends. Only the goroutine of listener uses the
	// map.
	listener *vm.Actor
	watchers map[term.Ref]chan struct{}

	mu    sync.Mutex
	nodes map[string]*member
	cuts  map[Link]bool
}

// member is a node of the scenario, across restarts.
type member struct {
	spec catalogue.NodeSpec
	full string
	life *life // nil before the first start
}

// upTime is the timeout for starting a node without its project. loadTime is the timeout for
// loading the project. In a check, loadTime is in the node's own time. In a workbook, it limits the
// wait for a prompt.
const (
	upTime   = 60 * time.Second
	loadTime = 12 * time.Second
)

// Start starts the nodes and returns once all of them answer.
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

// startAll starts the nodes and then the proxy, because the proxy's health checks must find the
// nodes. It reads the proxy's configuration first, before any program can change the configuration.
func (s *Scenario) startAll(ctx context.Context) error {
	if s.cfg.Proxy != nil {
		if err := s.planProxy(ctx); err != nil {
			return err
		}
		if s.proxy.wrong != "" && s.cfg.Observer == nil {
			return nil // without the proxy there is nothing to check
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

// startEpmd serves epmd on a port of the scenario's own, so that scenarios do not interfere.
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

// startNode starts a member and waits until its project is loaded or has failed to load.
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
	s.work.Go(func() { s.awaitEnd(c) })
	if err := s.awaitLoaded(ctx, m, c); err != nil {
		return err
	}
	if s.listener != nil {
		s.work.Go(func() { s.follow(m, c) })
	}
	s.changed()
	return nil
}

// awaitFree waits until epmd has forgotten the member's previous run. In a check the epmd serves
// this scenario only, so a name that stays taken was taken by a program.
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

// forgetTime is the longest wait for epmd to forget a node that has ended.
const forgetTime = 5 * time.Second

// nodeMemory is the default memory limit of a node in MB. Several nodes run on a student's
// machine.
const nodeMemory = 1024

// nodeProcesses is the maximum number of processes on a node. No lab needs a tenth of it.
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

// passed are the environment variables that a node needs.
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

// inherited returns the part of this process's environment that programs of a lab inherit.
func inherited() []string {
	var env []string
	for _, name := range passed {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// awaitEnd waits for the end of a run and notifies the observer.
func (s *Scenario) awaitEnd(c *life) {
	<-c.gone
	s.changed()
}

func (s *Scenario) changed() {
	if s.cfg.Observer != nil {
		s.cfg.Observer.Changed()
	}
}

// Close ends all nodes and the proxy.
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

// endNodes kills all running nodes.
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

// Machine returns the engine of the control node, which holds the group leaders of prompts.
func (s *Scenario) Machine() *vm.Machine { return s.control.n.Machine() }

// Full returns the full name of the node with the given name in the lab.
func (s *Scenario) Full(name string) string { return cmp.Or(s.cfg.Names[name], name) + "@" + host }

// Unloaded returns the output of a running node whose project failed to load, or "" if there is
// none.
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

// live returns the member with the given name and its current run.
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
