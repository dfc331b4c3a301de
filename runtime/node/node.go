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

// Config configures a Node.
type Config struct {
	// VM are the options of the engine.
	VM vm.Config
	// Net configures the network. Without a name the node is not distributed.
	Net NetConfig
	// Dir is the folder that programs may read and write. "" means no folder.
	Dir string
	// Library lists the packages to include besides Elixir and Erlang/OTP, such as "horde" and
	// "phoenix". Package runtime/lib lists them all. If it is nil, all packages are included.
	Library []string
	// Patience defines when the compilation of a project's file counts as endless.
	Patience vm.Patience
	// Cookie is the node's cookie. If it is empty, the user's cookie in CookieFile is used.
	Cookie string
	// Epmd is the command that starts epmd if none answers.
	Epmd []string
	// Peer is the command that starts a peer for a program (:peer). If it is nil, programs cannot
	// start nodes.
	Peer []string
	// Bundle is the command that bundles scripts and style sheets. If it is nil, nothing can be
	// bundled.
	Bundle []string
	// Tailwind is the path of the tailwindcss program, or "". The program runs code of the
	// project.
	Tailwind string
	// EpmdPort is epmd's port. 0 means the default.
	EpmdPort int
}

// A Node is an engine with a library and perhaps a name.
type Node struct {
	cfg      Config
	m        *vm.Machine
	code     *code.Server
	jar      *cookies
	life     lifetime
	inet     *inet.Host
	web      *web.Web
	peers    peers
	pages    *bundler
	attempts attempts

	mu      sync.Mutex
	net     *network
	dynamic bool // the name was given at run time and may be given up
}

var (
	errNotAlive   = errors.New("the node has no name")
	errNotDynamic = errors.New("the name was given when the node started")
	errAlive      = errors.New("the node has a name")
)

// Start creates a node. If cfg names it, Start also opens its port.
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

// Close gives up the node's name and stops its engine.
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

// network returns the node's network, or nil if the node has no name.
func (n *Node) network() *network {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.net
}

// StartNet gives the node a name. If dynamic is true, the program may give up the name with
// StopNet.
func (n *Node) StartNet(cfg NetConfig, dynamic bool) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.net != nil {
		return errAlive
	}
	if err := n.needCookie(); err != nil {
		return err
	}
	// A node outside the mesh does not share global names.
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

// needCookie uses the user's cookie if none was given.
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

// StopNet removes a name that was given at run time.
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

// broken logs an error in lab itself. The error has ended only a link, a socket or a request.
func (n *Node) broken(err error) { go n.log("error", err.Error()) }

// log logs a message through Elixir's Logger and waits until that is done. It ignores errors of
// the Logger.
func (n *Node) log(level, text string) {
	_, _ = n.m.CallWith(vm.SpawnOpts{Quiet: true}, func(p *vm.Process) vm.Step {
		return p.TailApply(vm.ModuleAtom("Logger"), term.Intern("bare_log"), term.Sym(level), term.Str(text))
	})
}
