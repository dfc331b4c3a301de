package live

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"lab/runtime/dist"
	"lab/runtime/term"
)

// This file explains why a connection failed. IEx answers false for every cause.

// connecting matches an attempt to connect in a typed line.
var connecting = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:Node\.(?:connect|ping)|:net_kernel\.connect_node|:net_adm\.ping)[ (]+:"?([^\s")]+)`)
})

// peerIn returns the node that a typed line tries to connect to.
func peerIn(typed string) (string, bool) {
	m := connecting().FindStringSubmatch(typed)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// causeText explains the cause of a failed connection, or returns "" if there is none.
func causeText(peer string, cause term.Term) string {
	if !cause.IsAtom() || cause.Is(term.ANil) {
		return ""
	}
	switch dist.Cause(cause.Atom().String()) {
	case dist.CauseNotAlive:
		return "this node has no name, so it cannot connect to any other"
	case dist.CauseBadName:
		if !strings.Contains(peer, "@") {
			return fmt.Sprintf(":%s is not the name of a node: what comes after the @?", peer)
		}
		return fmt.Sprintf(":%s cannot be called from here: short and long names do not mix", peer)
	case dist.CauseNoEpmd:
		return "no port mapper answered on that host, so the port of " + peer + " is unknown"
	case dist.CauseUnknownName:
		return "no node is registered as " + peer + ": is the name spelt correctly, and is the node up?"
	case dist.CauseOutside:
		return "nodes of lab connect to this machine only, and " + peer + " is on another"
	case dist.CauseUnreachable:
		return peer + " is registered, but nothing listens at its port"
	case dist.CauseCookie:
		// The text does not name the node that logs the reason, because a question of the lab on
		// cookies asks for it.
		return "the handshake with " + peer + " failed: which screen shows the reason?"
	case dist.CauseRejected:
		return peer + " refused; look at its screen for the reason"
	case dist.CauseTimeout:
		return peer + " did not answer in time: is it frozen?"
	case dist.CauseCut:
		return "the link to " + peer + " is cut, by a fault of this lab"
	}
	return ""
}
