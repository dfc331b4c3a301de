package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"lab/runtime/node"
	"lab/runtime/vm"
)

// nodeFlags are the flags that say which node to be.
type nodeFlags struct {
	sname, name, cookie, erl string
	hidden                   bool
	require, eval            []string
	script                   string
	memory                   uint64 // MB
	processes                int
	patience                 vm.Patience
	given                    func(flag string) bool
	prompt                   bool // a prompt follows
	closed                   bool // it starts no other nodes
}

// defaults are the values of flags that are not given.
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
	flags.Uint64Var(&f.memory, "max-memory", vm.DefaultMaxMemory>>20, "end the process that grows when the node fills this many MB")
	flags.IntVar(&f.processes, "max-processes", 0, "let there be no more than so many processes (0: as many as fit into the memory)")
	flags.StringVarP(&f.script, "script", "S", "", "run a script: mix loads the project of this folder")
}

// config makes the node's configuration. As with Erlang, a short name goes before
// a long one.
func (f *nodeFlags) config() (node.Config, error) {
	cfg := node.Config{Cookie: f.cookie, Epmd: epmdStarter(), Dir: "."}
	if !f.closed {
		cfg.Peer = peerStarter()
	}
	cfg.VM.MaxMemory, cfg.VM.MaxProcesses, cfg.Patience = f.memory<<20, f.processes, f.patience
	cfg.Net.Name, cfg.Net.Hidden = f.sname, f.hidden
	if f.sname == "" {
		cfg.Net.Name, cfg.Net.Long = f.name, true
	}
	if cfg.Net.Name == "" && (f.given("sname") || f.given("name")) {
		return cfg, &node.NameError{Text: "Invalid node name!"}
	}
	words := strings.Fields(f.erl)
	for i := 0; i < len(words); i++ {
		value := ""
		if i+1 < len(words) {
			value = words[i+1]
		}
		switch words[i] {
		case "-hidden":
			cfg.Net.Hidden = true
		case "-connect_all":
			cfg.Net.Alone = value == "false"
			i++
		case "-setcookie":
			cfg.Cookie = value
			i++
		default:
			return cfg, fmt.Errorf("--erl: %s is not part of lab", words[i])
		}
	}
	return cfg, nil
}

// epmdStarter is the command by which this binary serves as epmd.
func epmdStarter() []string {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return []string{self, "epmd", "--idle", "10m"}
}

// startNode starts the node, and says in Erlang's words why it cannot.
func (f *nodeFlags) startNode() (*node.Node, error) {
	cfg, err := f.config()
	var n *node.Node
	if err == nil {
		n, err = node.Start(cfg)
	}
	var bad *node.NameError
	var taken *node.NameTakenError
	switch {
	case errors.As(err, &bad):
		return nil, refusal(bad, f.sname == "" && f.given("name"), time.Now())
	case errors.As(err, &taken):
		//lint:ignore ST1005 the words are those that iex prints
		return nil, fmt.Errorf("Protocol 'inet_tcp': %w", taken)
	}
	return n, err
}
