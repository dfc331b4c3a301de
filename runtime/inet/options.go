package inet

import (
	"net/netip"

	"lab/runtime/term"
)

// options are the options of a UDP socket.
type options struct {
	binary    bool
	mode      mode
	ip        netip.Addr
	reuse     bool
	broadcast bool
	ttl       int
	loop      bool
	join      []netip.Addr
	leave     []netip.Addr
}

func defaults() options {
	return options{mode: active, ip: netip.IPv4Unspecified(), ttl: 1, loop: true}
}

// withoutEffect lists the options that are accepted and ignored.
var withoutEffect = map[string]bool{
	"recbuf": true, "sndbuf": true, "buffer": true, "priority": true, "tos": true, "high_msgq_watermark": true,
	"low_msgq_watermark": true, "read_packets": true, "dontroute": true, "header": true, "ipv6_v6only": true,
	"inet_backend": true, "deliver": true,
}

// set applies a list of options. It reports false if one of them is invalid.
func (o *options) set(list term.Term) bool {
	all, ok := list.Options()
	for _, t := range all {
		ok = ok && o.one(t)
	}
	return ok
}

func (o *options) one(t term.Term) bool {
	switch {
	case t.Is(aBinary.Atom()):
		o.binary = true
		return true
	case t.Is(aList.Atom()):
		o.binary = false
		return true
	case t.Is(aInet.Atom()):
		return true
	}
	e := t.Elems()
	if len(e) < 2 || !e[0].IsAtom() {
		return false
	}
	name := e[0].Atom().String()
	if name == "raw" {
		return len(e) == 4 // reuseaddr also sets SO_REUSEPORT where sharing a port requires it
	}
	return len(e) == 2 && (withoutEffect[name] || o.named(name, e[1]))
}

func (o *options) named(name string, v term.Term) (ok bool) {
	switch name {
	case "active":
		o.mode, ok = modeOf(v, o.mode)
	case "mode":
		o.binary, ok = v.Is(aBinary.Atom()), v.Is(aBinary.Atom()) || v.Is(aList.Atom())
	case "ip", "ifaddr":
		o.ip, ok = addressOf(v)
	case "multicast_if":
		_, ok = addressOf(v) // multicasts always leave through the home interface
	case "reuseaddr", "reuseport", "reuseport_lb":
		ok = flag(v, &o.reuse)
	case "broadcast":
		ok = flag(v, &o.broadcast)
	case "multicast_loop":
		ok = flag(v, &o.loop)
	case "multicast_ttl":
		n, isInt := v.AsInt()
		o.ttl, ok = int(n), isInt && n >= 0 && n <= 255
	case "add_membership":
		ok = membership(v, &o.join)
	case "drop_membership":
		ok = membership(v, &o.leave)
	}
	return ok
}

func flag(v term.Term, to *bool) bool {
	*to = v.Is(term.ATrue)
	return v.Is(term.ATrue) || v.Is(term.AFalse)
}

// maxActive is the maximum count of {active, N}. OTP uses a signed 16-bit number.
const maxActive = 32767

func modeOf(v term.Term, old mode) (mode, bool) {
	n, isInt := v.AsInt()
	switch {
	case v.Is(term.ATrue):
		return active, true
	case v.Is(term.AFalse):
		return passive, true
	case v.Is(aOnce.Atom()):
		return once, true
	case isInt:
		n += int64(max(old, 0))
		return mode(max(n, 0)), n <= maxActive
	}
	return 0, false
}

// membership adds the group of a {Group, Interface} option to the list.
func membership(v term.Term, to *[]netip.Addr) bool {
	e := v.Elems()
	if len(e) != 2 {
		return false
	}
	group, ok := addressOf(e[0])
	_, ok2 := addressOf(e[1])
	*to = append(*to, group)
	return ok && ok2
}
