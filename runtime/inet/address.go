package inet

import (
	"net/netip"
	"strconv"
	"strings"

	"lab/runtime/lib/erlang"
	"lab/runtime/term"
)

var (
	aUDP        = term.Sym("udp")
	aUDPPassive = term.Sym("udp_passive")
	aBinary     = term.Sym("binary")
	aList       = term.Sym("list")
	aInet       = term.Sym("inet")
	aInet6      = term.Sym("inet6")
	aOnce       = term.Sym("once")
	aAny        = term.Sym("any")
	aLoopback   = term.Sym("loopback")
	aTimeout    = term.Sym("timeout")
)

// ipTerm returns an address as an Erlang tuple of four or eight integers.
func ipTerm(a netip.Addr) term.Term {
	var e []term.Term
	if a.Is4() {
		for _, b := range a.As4() {
			e = append(e, term.Int(int64(b)))
		}
		return term.Tup(e...)
	}
	b := a.As16()
	for i := 0; i < len(b); i += 2 {
		e = append(e, term.Int(int64(b[i])<<8|int64(b[i+1])))
	}
	return term.Tup(e...)
}

// tupleAddress reads an address from an Erlang tuple of four or eight integers.
func tupleAddress(t term.Term) (netip.Addr, bool) {
	e := t.Elems()
	limit, ok := map[int]int64{4: 255, 8: 65535}[len(e)]
	if !ok {
		return netip.Addr{}, false
	}
	var b []byte
	for _, x := range e {
		n, ok := x.AsInt()
		if !ok || n < 0 || n > limit {
			return netip.Addr{}, false
		}
		if limit > 255 {
			b = append(b, byte(n>>8))
		}
		b = append(b, byte(n))
	}
	return netip.AddrFromSlice(b)
}

// addressOf reads an IPv4 address from a tuple or from one of the atoms any and loopback.
func addressOf(t term.Term) (netip.Addr, bool) {
	switch {
	case t.Is(aAny.Atom()):
		return netip.IPv4Unspecified(), true
	case t.Is(aLoopback.Atom()):
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), true
	}
	a, ok := tupleAddress(t)
	return a, ok && a.Is4()
}

// text returns the text of a charlist or a binary.
func text(t term.Term) (string, bool) {
	b, ok := erlang.IOData(nil, t)
	return string(b), ok
}

// HostText returns the text of a host, which is an atom, a charlist, a binary or the tuple of an
// address. It returns "" for other terms.
func HostText(host term.Term) string {
	if a, ok := tupleAddress(host); ok {
		return a.String()
	}
	if host.IsAtom() {
		return host.Atom().String()
	}
	name, _ := text(host)
	return name
}

// parse parses an address in the same way as inet:parse_address/1.
func parse(t term.Term) (netip.Addr, bool) {
	s, ok := text(t)
	if !ok {
		return netip.Addr{}, false
	}
	if a, ok := parseIPv4(s); ok {
		return a, true
	}
	a, err := netip.ParseAddr(s)
	return a, err == nil && a.Is6()
}

// parseIPv4 parses an address of one to four numbers. The last number fills the remaining bytes,
// so "127.1" is 127.0.0.1.
func parseIPv4(s string) (netip.Addr, bool) {
	parts := strings.Split(s, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	n := uint64(0)
	for i, part := range parts {
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (4 - i)
		}
		v, err := strconv.ParseUint(part, 0, bits)
		if err != nil || strings.ContainsAny(part, "_bBoO") {
			return netip.Addr{}, false
		}
		n = n<<bits | v
	}
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}), true
}
