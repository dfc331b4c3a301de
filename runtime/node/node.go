package node

import (
	"errors"
	"sync"

	"lab/runtime/code"
	"lab/runtime/inet"
	"lab/runtime/library"
	"lab/runtime/term"
	"lab/runtime/vm"
	"lab/runtime/web"
)

// Config says what a node is.
type Config struct {
	// VM are the options of the engine.
	VM vm.Config
	// Net is the node's name and all that goes with it; no name means that the
	// node starts alone.
	Net NetConfig
	// Dir is the folder that programs may read and write; none if empty.
	Dir string
	// Library names the packages of the library that the node has besides Elixir
	// and Erlang/OTP ("horde", "phoenix"; runtime/lib lists them); nil stands for all.
	Library []string
	// Patience says when the compilation of a project's file is taken to come to
	// no end.
	Patience vm.Patience
	// Cookie is the secret shared with other nodes; empty stands for the user's,
	// kept in CookieFile.
	Cookie string
	// Epmd is the command that runs an epmd, for when none answers.
	Epmd []string
	// Peer is the command that runs a peer of a program (:peer); without it programs
	// start no nodes.
	Peer []string
	// Bundle is the command that bundles scripts and style sheets for pages; without it
	// nothing is bundled.
	Bundle []string
	// Tailwind is the program of that name, which runs what a project says; none if empty.
	Tailwind string
	// EpmdPort is epmd's port; 0 stands for the usual one.
	EpmdPort int
}

// A Node is one node: an engine, a library, and perhaps a name.
type Node struct {
	cfg   Config
	m     *vm.Machine
	code  *code.Server
	jar   *cookies
	life  lifetime
	inet  *inet.Host
	web   *web.Web
	peers peers
	pages *bundler
	asked asked

	mu      sync.Mutex
	net     *network
	dynamic bool // the name was given at run time
}

var (
	errNotAlive   = errors.New("the node has no name")
	errNotDynamic = errors.New("the name was given when the node started")
	errAlive      = errors.New("the node has a name")
)

// Start makes a node and, where cfg names it, opens its port.
func Start(cfg Config) (*Node, error) {
	n := &Node{cfg: cfg, jar: newCookies(cfg.Cookie)}
	n.m = vm.New(cfg.VM)
	server, err := install(n.m, cfg.Dir, cfg.Library)
	if err != nil {
		n.m.Close()
		return nil, err
	}
	n.code = server
	n.code.Patience = cfg.Patience
	n.natives()
	n.lifeNatives()
	n.projectNatives()
	n.peerNatives()
	if err := n.bundleNatives(); err != nil {
		n.m.Close()
		return nil, err
	}
	n.inet = inet.Install(n.m, inet.Config{Home: n.home, Net: cfg.Net.Gate, Network: privateNetwork(cfg.EpmdPort), Name: n.nameNow, Broken: n.broken})
	if n.web, err = web.Install(n.m, cfg.Net.Gate, cfg.Dir); err != nil {
		n.m.Close()
		return nil, err
	}
	n.web.Broken = n.broken
	if err := library.Boot(n.m); err != nil {
		n.m.Close()
		return nil, err
	}
	if cfg.Net.Name == "" {
		return n, nil
	}
	if err := n.StartNet(cfg.Net, false); err != nil {
		n.m.Close()
		return nil, err
	}
	return n, nil
}

// Machine returns the node's engine.
func (n *Node) Machine() *vm.Machine { return n.m }

// Code returns the node's compiler and loader.
func (n *Node) Code() *code.Server { return n.code }

// Web returns the node's web server.
func (n *Node) Web() *web.Web { return n.web }

// Close gives the node's name up and stops its engine.
func (n *Node) Close() {
	n.mu.Lock()
	net := n.net
	n.net = nil
	n.mu.Unlock()
	if net != nil {
		net.close()
	}
	n.inet.Close()
	n.web.Close()
	n.pages.close()
	n.m.Close()
}

// network returns the node's life under its name, nil while it has none.
func (n *Node) network() *network {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.net
}

// StartNet gives the node a name. Names that were given at run time can be given
// up again by the program (dynamic).
func (n *Node) StartNet(cfg NetConfig, dynamic bool) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.net != nil {
		return errAlive
	}
	if err := n.needCookie(); err != nil {
		return err
	}
	// :global shares no names with nodes that do not mesh.
	if _, err := n.m.Call(term.Intern("application"), term.Intern("set_env"),
		term.Sym("kernel"), term.Sym("connect_all"), term.Bool(!cfg.Alone)); err != nil {
		return err
	}
	cfg.Epmd, cfg.EpmdPort, cfg.Gate = n.cfg.Epmd, n.cfg.EpmdPort, n.cfg.Net.Gate
	net, err := joinNet(cfg, n.m, n.jar, n.log)
	if err != nil {
		return err
	}
	n.net, n.dynamic = net, dynamic
	return nil
}

// needCookie takes the user's cookie where none was given.
func (n *Node) needCookie() error {
	if n.jar.own() != "" {
		return nil
	}
	file, err := CookieFile()
	if err != nil {
		return err
	}
	cookie, err := userCookie(file)
	if err != nil {
		return err
	}
	n.jar.setOwn(cookie)
	return nil
}

// StopNet takes a name away that was given at run time.
func (n *Node) StopNet() error {
	n.mu.Lock()
	net := n.net
	switch {
	case net == nil:
		n.mu.Unlock()
		return errNotAlive
	case !n.dynamic:
		n.mu.Unlock()
		return errNotDynamic
	}
	n.net = nil
	n.mu.Unlock()
	net.close()
	return nil
}

// broken logs a mistake of this program that was kept within a link, a socket or a
// request.
func (n *Node) broken(err error) { go n.log("error", err.Error()) }

// log writes a line to the node's log, as Elixir's Logger prints it, and returns
// when that is done. A logger that fails is nothing to log.
func (n *Node) log(level, text string) {
	_, _ = n.m.CallWith(vm.SpawnOpts{Quiet: true}, func(p *vm.Process) vm.Step {
		return p.TailApply(vm.ModuleAtom("Logger"), term.Intern("bare_log"), term.Sym(level), term.Str(text))
	})
}
