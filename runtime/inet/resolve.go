package inet

import (
	"net/netip"
	"slices"
	"strings"

	"lab/runtime/term"
	"lab/runtime/vm"
)

// This file resolves host names. Programs cannot query a DNS server. They can resolve localhost,
// textual addresses, and the names that :inet_db was given. Labs use :inet_db to answer the
// queries of Cluster.Strategy.DNSPoll.

func (h *Host) resolverNatives() {
	h.m.Native("inet_db", "add_host", 2, h.addHost)
	h.m.Native("inet_db", "del_host", 1, h.delHost)
	h.m.Native("inet", "getaddr", 2, h.getaddr)
	h.m.Native("inet", "getaddrs", 2, h.getaddrs)
	for arity := 3; arity <= 5; arity++ {
		h.m.Native("inet_res", "lookup", arity, h.lookupRecords)
	}
}

// lookup returns the addresses of a host.
func (h *Host) lookup(host term.Term) []netip.Addr {
	if a, ok := tupleAddress(host); ok {
		return []netip.Addr{a}
	}
	name, ok := text(host)
	if host.IsAtom() {
		name, ok = host.Atom().String(), true
	}
	if !ok {
		return nil
	}
	if a, ok := parse(term.Str(name)); ok {
		return []netip.Addr{a}
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	h.mu.Lock()
	defer h.mu.Unlock()
	if known := h.hosts[name]; known != nil {
		return slices.Clone(known)
	}
	if name == "localhost" {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}
	}
	return nil
}

// ofFamily returns the addresses of one family, as terms.
func ofFamily(all []netip.Addr, v6 bool) []term.Term {
	var out []term.Term
	for _, a := range all {
		if a.Is6() == v6 {
			out = append(out, ipTerm(a))
		}
	}
	return out
}

func (h *Host) getaddr(_ *vm.Process, a []term.Term) (term.Term, error) {
	all := ofFamily(h.lookup(a[0]), a[1].Is(aInet6.Atom()))
	if len(all) == 0 {
		return failure(errNoName), nil
	}
	return term.Tup(term.Ok, all[0]), nil
}

func (h *Host) getaddrs(_ *vm.Process, a []term.Term) (term.Term, error) {
	all := ofFamily(h.lookup(a[0]), a[1].Is(aInet6.Atom()))
	if len(all) == 0 {
		return failure(errNoName), nil
	}
	return term.Tup(term.Ok, term.List(all...)), nil
}

// lookupRecords implements inet_res:lookup(Name, Class, Type). Only address records exist.
func (h *Host) lookupRecords(_ *vm.Process, a []term.Term) (term.Term, error) {
	switch {
	case a[2].Is(term.Intern("a")):
		return term.List(ofFamily(h.lookup(a[0]), false)...), nil
	case a[2].Is(term.Intern("aaaa")):
		return term.List(ofFamily(h.lookup(a[0]), true)...), nil
	}
	return term.Empty, nil
}

// maxHosts is the maximum number of names that programs add. They belong to no process.
const maxHosts = 4096

// addHost implements inet_db:add_host(Address, Names). A name can have several addresses.
func (h *Host) addHost(_ *vm.Process, a []term.Term) (term.Term, error) {
	addr, ok := tupleAddress(a[0])
	list, ok2 := a[1].Options()
	if !ok || !ok2 {
		return term.Term{}, vm.FunctionClause("inet_db", "add_host", a)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.hosts)+len(list) > maxHosts {
		return term.Term{}, vm.ErrorOf(term.Sym("system_limit"))
	}
	for _, t := range list {
		name, ok := text(t)
		if !ok {
			return term.Term{}, vm.FunctionClause("inet_db", "add_host", a)
		}
		name = strings.ToLower(name)
		if !slices.Contains(h.hosts[name], addr) {
			h.hosts[name] = append(h.hosts[name], addr)
		}
	}
	return term.Ok, nil
}

// delHost implements inet_db:del_host(Address).
func (h *Host) delHost(_ *vm.Process, a []term.Term) (term.Term, error) {
	addr, ok := tupleAddress(a[0])
	if !ok {
		return term.Term{}, vm.FunctionClause("inet_db", "del_host", a)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, all := range h.hosts {
		h.hosts[name] = slices.DeleteFunc(slices.Clone(all), func(x netip.Addr) bool { return x == addr })
		if len(h.hosts[name]) == 0 {
			delete(h.hosts, name)
		}
	}
	return term.Ok, nil
}
