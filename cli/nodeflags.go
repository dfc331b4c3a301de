package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/pflag"

	"lab/runtime/node"
	"lab/runtime/vm"
)

// nodeFlags are the flags that configure a node.
type nodeFlags struct {
	sname, name, cookie, erl string
	hidden                   bool
	require, eval            []string
	script                   string
	inside                   string // the project's path within the node's folder, if it differs
	memory                   uint64 // MB
	processes                int
	patience                 vm.Patience
	slack                    int
	brief                    bool
	given                    func(flag string) bool
	prompt                   bool           // a prompt is opened after loading
	closed                   bool           // the node starts no other nodes
	networks                 []netip.Prefix // networks it may use besides the loopback
	ended                    *atomic.Bool   // set when a signal ends the program; may be nil
}

// defaults sets the flags whose default value is not zero.
func (f *nodeFlags) defaults() { f.memory = vm.DefaultMaxMemory >> 20 }

func (f *nodeFlags) add(flags *pflag.FlagSet) {
	f.given = flags.Changed
	flags.StringVar(&f.sname, "sname", "", "make the node known by a short name, NAME or NAME@HOST")
	flags.StringVar(&f.name, "name", "", "make the node known by a long name, NAME@HOST")
	flags.StringVar(&f.cookie, "cookie", "", "the secret shared with other nodes")
	flags.BoolVar(&f.hidden, "hidden", false, "take no part in the full mesh")
	flags.StringVar(&f.erl, "erl", "", "Erlang's flags: -hidden, -connect_all false, -setcookie COOKIE")
	flags.StringArrayVarP(&f.require, "require", "r", nil, "require a file before anything else (repeatable)")
	flags.StringArrayVarP(&f.eval, "eval", "e", nil, "evaluate an expression (repeatable)")
	flags.Uint64Var(&f.memory, "max-memory", vm.DefaultMaxMemory>>20, "the memory limit of the node in MB: at the limit, the growing process ends")
	flags.IntVar(&f.processes, "max-processes", 0, "the maximum number of processes (0: as many as fit into the memory)")
	flags.StringVarP(&f.script, "script", "S", "", "run a script: mix loads the project of this folder")
}

// config builds the node's configuration. A short name takes precedence over a long one, as in
// Erlang.
func (f *nodeFlags) config() (node.Config, error) {
	cfg := node.Config{Cookie: f.cookie, Epmd: epmdStarter(), Bundle: bundler(), Dir: "."}
	if f.script == "mix" {
		var refused error
		if cfg.Dir, f.inside, refused = projectFolder("."); refused != nil {
			fmt.Fprintln(os.Stderr, "warning:", refused)
		}
	}
	if !f.closed {
		cfg.Peer, cfg.Tailwind = peerStarter(), tailwind()
	}
	cfg.VM.MaxMemory, cfg.VM.MaxProcesses, cfg.Patience = f.memory<<20, f.processes, f.patience
	cfg.VM.Brief = f.brief
	cfg.Net.Name, cfg.Net.Hidden, cfg.Net.Slack = f.sname, f.hidden, f.slack
	cfg.Net.Gate.Networks = f.networks
	if f.sname == "" {
		cfg.Net.Name, cfg.Net.Long = f.name, true
	}
	if cfg.Net.Name == "" && (f.given("sname") || f.given("name")) {
		return cfg, &node.NameError{Text: "Invalid node name!"}
	}
	if !f.closed {
		f.fromEnvironment(&cfg)
	}
	return cfg, erlFlags(&cfg, f.erl, func(word string) error {
		return fmt.Errorf("--erl: %s is not part of lab", word)
	})
}

// fromEnvironment reads Erlang's flags in ERL_AFLAGS, ERL_FLAGS and ERL_ZFLAGS. Flags of the
// command line take precedence. Unsupported flags are reported on standard error.
func (f *nodeFlags) fromEnvironment(cfg *node.Config) {
	given := *cfg
	for _, name := range []string{"ERL_AFLAGS", "ERL_FLAGS", "ERL_ZFLAGS"} {
		_ = erlFlags(cfg, os.Getenv(name), func(word string) error { // never fails: unknown flags are ignored
			fmt.Fprintf(os.Stderr, "%s: %s is not part of lab and is ignored\n", name, word)
			return nil
		})
	}
	if given.Net.Name != "" {
		cfg.Net.Name, cfg.Net.Long = given.Net.Name, given.Net.Long
	}
	if given.Cookie != "" {
		cfg.Cookie = given.Cookie
	}
}

// erlFlags sets cfg from flags of erl. It calls other with each unknown flag and its values, and
// returns the first error of other.
func erlFlags(cfg *node.Config, text string, other func(word string) error) error {
	words := strings.Fields(text)
	for len(words) > 0 {
		n := 1
		for n < len(words) && !strings.HasPrefix(words[n], "-") && !strings.HasPrefix(words[n], "+") {
			n++
		}
		flag, value := words[0], strings.Join(words[1:n], " ")
		switch {
		case flag == "-hidden":
			cfg.Net.Hidden = true
		case flag == "-connect_all":
			cfg.Net.Alone = value == "false"
		case flag == "-setcookie" && value != "":
			cfg.Cookie = value
		case (flag == "-sname" || flag == "-name") && value != "":
			cfg.Net.Name, cfg.Net.Long = value, flag == "-name"
		default:
			if err := other(strings.Join(words[:n], " ")); err != nil {
				return err
			}
		}
		words = words[n:]
	}
	return nil
}

// epmdStarter returns the command line that runs this binary as epmd, or nil if its path cannot be
// found.
func epmdStarter() []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{self, "epmd", "--idle", "10m"}
}

// startNode starts the node. If that fails, its error has the text that Erlang prints.
func (f *nodeFlags) startNode() (*node.Node, error) {
	cfg, err := f.config()
	var n *node.Node
	if err == nil {
		n, err = node.Start(cfg)
	}
	var bad *node.NameError
	var taken *node.NameTakenError
	var file *fs.PathError
	switch {
	case errors.As(err, &file) && f.cookie == "": // a start reads only one file: the cookie's file
		return nil, fmt.Errorf("%w: set HOME to a folder of yours, or give --cookie", err)
	case errors.As(err, &bad):
		return nil, refusal(bad, f.sname == "" && f.given("name"), time.Now())
	case errors.As(err, &taken):
		//lint:ignore ST1005 the words are those that iex prints
		return nil, fmt.Errorf("Protocol 'inet_tcp': %w", taken)
	}
	return n, err
}
