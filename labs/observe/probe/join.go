package probe

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"lab/labs/observe"
	"lab/runtime/dist/epmd"
	"lab/runtime/term"
)

// This file finds the initial nodes and connects to them.

// ofTools matches the names of lab's own hidden nodes.
var ofTools = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(observe|rem|lab)-\d+$`) })

// beginning returns the nodes to connect to first.
func beginning(cfg Config) ([]string, error) {
	if cfg.Node != "" {
		if alive, host, _ := strings.Cut(cfg.Node, "@"); alive == "" || host == "" {
			return nil, fmt.Errorf("%q is not the full name of a node: add its host, as in %s@localhost", cfg.Node, cmp.Or(alive, "node1"))
		}
		return []string{cfg.Node}, nil
	}
	entries, err := epmd.Client{Port: cfg.EpmdPort}.Names("127.0.0.1")
	var names []string
	for _, e := range entries {
		if !ofTools().MatchString(e.Name) {
			names = append(names, e.Name)
		}
	}
	if err != nil || len(names) == 0 {
		return nil, errors.New("no node with a name runs on this machine; start one, such as: lab iex --sname node1@localhost")
	}
	slices.Sort(names)
	return withHosts(names), nil
}

// withHosts combines each name with the possible host names, which epmd does not know.
func withHosts(names []string) []string {
	hosts := []string{"localhost"}
	if h, err := os.Hostname(); err == nil {
		short, _, _ := strings.Cut(h, ".")
		hosts = append(hosts, short)
	}
	var out []string
	for _, n := range names {
		for _, h := range hosts {
			out = append(out, n+"@"+h)
		}
	}
	return out
}

// join connects to all of the nodes that accept a connection. If none does, it tries again with
// Erlang's cookie.
func (o *Observer) join(nodes []string) error {
	var failed []error
	try := func() bool {
		failed = nil
		joined := map[string]bool{}
		for _, n := range nodes {
			if joined[observe.Short(n)] {
				continue // already joined under another host name
			}
			err := o.h.connect(n)
			if err == nil {
				joined[observe.Short(n)] = true
				o.meet(n)
			} else {
				failed = append(failed, err)
			}
		}
		return len(joined) > 0
	}
	if try() {
		return nil
	}
	if c := erlangCookie(); c != "" && o.cfg.Cookie == "" {
		if _, err := o.h.own("erlang", "set_cookie", term.Sym(c)); err != nil {
			return err
		}
		if try() {
			return nil
		}
	}
	return whyNot(o.cfg, nodes, failed)
}

// erlangCookie returns the user's Erlang cookie, or "" if there is none.
func erlangCookie() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	text, err := os.ReadFile(filepath.Join(home, ".erlang.cookie"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// whyNot returns the error if no node accepted a connection, with a suggestion.
func whyNot(cfg Config, nodes []string, failed []error) error {
	var wrong *ConnectError
	cause := ""
	if errors.As(failed[0], &wrong) {
		cause = wrong.Cause
	}
	if cfg.Node == "" {
		return fmt.Errorf("%w; these nodes are on this machine: %s. Name one, with its cookie: lab observe NAME@HOST --cookie COOKIE ({node(), Node.get_cookie()} on a node returns both)",
			failed[0], strings.Join(shorts(nodes), ", "))
	}
	switch cause {
	case "unknown_name", "no_epmd":
		return fmt.Errorf("%w: no node of that name is up; lab observe without a name looks for the nodes of this machine", failed[0])
	case "cookie", "rejected":
		return fmt.Errorf("%w: give its cookie with --cookie COOKIE (Node.get_cookie() on the node returns it)", failed[0])
	case "outside":
		return fmt.Errorf("%w: lab talks to nodes of this machine; run lab observe on the machine of the node", failed[0])
	}
	return failed[0]
}

func shorts(nodes []string) []string {
	var out []string
	for _, n := range nodes {
		out = append(out, observe.Short(n))
	}
	return slices.Compact(out)
}
