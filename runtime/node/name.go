package node

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"regexp"
	"strings"
	"sync"

	"lab/runtime/dist/epmd"
	"lab/runtime/reach"
)

// A NameError reports that a node name is invalid. Text is the message that Erlang prints.
type NameError struct {
	Name string
	Text string
}

func (e *NameError) Error() string { return fmt.Sprintf("node name %q: %s", e.Name, e.Text) }

var (
	alivePart = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z_\-]+$`) })
	hostPart  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[!-ÿ]*$`) })
)

// fullName adds the host to a name and validates it by the rules of short or long names
// (Erlang/OTP documentation, "Distributed Erlang", Nodes).
func fullName(name string, long bool) (string, error) {
	alive, host, hasHost := strings.Cut(name, "@")
	if !alivePart().MatchString(alive) || !hostPart().MatchString(host) || hasHost && host == "" {
		return "", &NameError{name, "Invalid node name!"}
	}
	if !hasHost {
		h, err := os.Hostname()
		if err != nil {
			return "", fmt.Errorf("this machine's name: %w", err)
		}
		host = h
		if !long {
			host, _, _ = strings.Cut(h, ".")
		}
	}
	switch {
	case !long && strings.Contains(host, "."):
		return "", &NameError{name, "Can't set short node name!"}
	case long && !strings.Contains(host, ".") && !hasHost:
		return "", &NameError{name, "Can't set long node name!"}
	}
	return alive + "@" + host, nil
}

// split returns the parts of a full name before and after the @.
func split(name string) (alive, host string) {
	alive, host, _ = strings.Cut(name, "@")
	return alive, host
}

// bindAddr returns the address on which a node with the given host listens. This is the loopback,
// unless the host is another address of this machine that the gate allows.
func bindAddr(gate reach.Net, host string) netip.Addr {
	for _, a := range gate.Lookup(context.Background(), host) {
		if a.Is4() && gate.Allows(a) && ownIP(a) {
			return a
		}
	}
	return reach.Loopback
}

// dialAddrs returns the address of the epmd to ask about a node on the given host, and the address
// on which the node then listens. On this machine epmd listens on the loopback only.
func dialAddrs(gate reach.Net, host string) (ask, listens netip.Addr, err error) {
	for _, a := range gate.Lookup(context.Background(), host) {
		switch {
		case ownIP(a):
			return reach.Loopback, bindAddr(gate, host), nil
		case gate.Allows(a):
			return a, a, nil
		}
	}
	return ask, listens, fmt.Errorf("%s: %w", host, reach.ErrOutside)
}

// ownIP reports whether a is an address of this machine.
func ownIP(a netip.Addr) bool {
	ip := net.IP(a.AsSlice())
	if ip.IsLoopback() {
		return true
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.Equal(ip) {
			return true
		}
	}
	return false
}

// home returns the address for the sockets of the node's programs. This is the address on which the
// node listens, or the loopback if the node has no name.
func (n *Node) home() netip.Addr {
	if net := n.network(); net != nil {
		return net.ip
	}
	return netip.AddrFrom4([4]byte{127, 0, 0, 1})
}

// nameNow returns the node's name, or "" if it has none.
func (n *Node) nameNow() string {
	if net := n.network(); net != nil {
		return net.name.String()
	}
	return ""
}

// privateNetwork returns a number that separates the multicasts of nodes with an epmd of their
// own. It returns 0 for nodes with the default epmd.
func privateNetwork(port int) int {
	if port == 0 {
		port = epmd.Port()
	}
	if port == epmd.DefaultPort {
		return 0
	}
	return port
}
