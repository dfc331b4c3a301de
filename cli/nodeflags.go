package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"lab/runtime/node"
)

// nodeFlags are the flags that say which node to be.
type nodeFlags struct {
	sname, name, cookie, erl string
	hidden                   bool
	require, eval            []string
	script                   string
}

func (f *nodeFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.sname, "sname", "", "make the node known by a short name, NAME or NAME@HOST")
	flags.StringVar(&f.name, "name", "", "make the node known by a long name, NAME@HOST")
	flags.StringVar(&f.cookie, "cookie", "", "the secret shared with other nodes")
	flags.BoolVar(&f.hidden, "hidden", false, "take no part in the full mesh")
	flags.StringVar(&f.erl, "erl", "", "Erlang's flags: -hidden, -connect_all false, -setcookie COOKIE")
	flags.StringArrayVarP(&f.require, "require", "r", nil, "require a file before anything else (repeatable)")
	flags.StringArrayVarP(&f.eval, "eval", "e", nil, "evaluate an expression (repeatable)")
	flags.StringVarP(&f.script, "script", "S", "", "run a script: mix loads the project of this folder")
}

// config makes the node's configuration. As with Erlang, a short name goes before
// a long one.
func (f *nodeFlags) config() (node.Config, error) {
	cfg := node.Config{Cookie: f.cookie, Epmd: epmdStarter(), Dir: "."}
	cfg.Net.Name, cfg.Net.Hidden = f.sname, f.hidden
	if f.sname == "" {
		cfg.Net.Name, cfg.Net.Long = f.name, true
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
	if err != nil {
		return nil, err
	}
	n, err := node.Start(cfg)
	var bad *node.NameError
	var taken *node.NameTakenError
	switch {
	case errors.As(err, &bad):
		return nil, fmt.Errorf("%s\nPlease check your configuration", bad.Text)
	case errors.As(err, &taken):
		//lint:ignore ST1005 the words are those that iex prints
		return nil, fmt.Errorf("Protocol 'inet_tcp': %w", taken)
	}
	return n, err
}
