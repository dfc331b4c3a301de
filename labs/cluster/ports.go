package cluster

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"sync"

	"lab/labs/catalogue"
	"lab/labs/ports"
)

// loopback is the address on which web servers and the proxy listen.
const loopback = "127.0.0.1"

// This file assigns the ports of a scenario's web servers and proxy.

// Free ports are chosen from this range. It lies below the ephemeral range of common systems, so
// that no outgoing connection takes a port between the check and its use.
const (
	firstFree = 20000
	lastFree  = 32000
)

// given are the ports that this process has allocated.
var given = struct {
	sync.Mutex
	ports map[int]bool
}{ports: map[int]bool{}}

// freePort allocates a port on which nothing listens.
func freePort() (int, error) {
	given.Lock()
	defer given.Unlock()
	for range 1000 {
		port := firstFree + rand.IntN(lastFree-firstFree)
		if !given.ports[port] && ports.Free(loopback, port) == nil {
			given.ports[port] = true
			return port, nil
		}
	}
	return 0, errors.New("found no free port on this machine")
}

func releasePort(port int) {
	given.Lock()
	defer given.Unlock()
	delete(given.ports, port)
}

// assignPorts assigns a port to each web server and to the proxy: the port that the lab names, or a
// free port if OwnPorts is set.
func (s *Scenario) assignPorts() error {
	s.ports = map[int]int{}
	need := map[int]string{}
	for _, n := range s.cfg.Nodes {
		if n.Serve {
			need[n.Port] = n.Name
		}
	}
	if p := s.cfg.Proxy; p != nil {
		need[p.Port] = "Caddy"
	}
	for port, who := range need {
		if !s.cfg.OwnPorts {
			if err := ports.Free(loopback, port); err != nil {
				return fmt.Errorf("%w, and %s needs it: end that, or let the lab use other ports (lab run --other-ports N)", err, who)
			}
			s.ports[port] = port
			continue
		}
		free, err := freePort()
		if err != nil {
			return err
		}
		s.ports[port] = free
	}
	return nil
}

func (s *Scenario) releasePorts() {
	if s.cfg.OwnPorts {
		for _, port := range s.ports {
			releasePort(port)
		}
	}
}

var number = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`:\d+\b`) })

// withPorts replaces the lab's ports in a text by the ports in use.
func (s *Scenario) withPorts(text string) string {
	return number().ReplaceAllStringFunc(text, func(colon string) string {
		port, _ := strconv.Atoi(colon[1:])
		if used, ok := s.ports[port]; ok {
			return ":" + strconv.Itoa(used)
		}
		return colon
	})
}

// Address implements Nodes. The address does not depend on whether anything answers there.
func (s *Scenario) Address(place string) (string, error) {
	if p := s.cfg.Proxy; p != nil && place == catalogue.ProxyPlace {
		return s.proxyAddress(), nil
	}
	for _, n := range s.cfg.Nodes {
		if n.Name == place && n.Serve {
			return "http://localhost:" + strconv.Itoa(s.ports[n.Port]), nil
		}
	}
	return "", fmt.Errorf("%s has no pages", place)
}

// Page returns the URL of a path of the lab's pages, at the proxy if there is one.
func (s *Scenario) Page(path string) (string, error) {
	place := catalogue.ProxyPlace
	if s.cfg.Proxy == nil {
		names := catalogue.Serving(s.cfg.Nodes)
		if len(names) == 0 || path == "" {
			return "", errors.New("this lab has no page to open")
		}
		place = names[0]
	}
	at, err := s.Address(place)
	return at + path, err
}

// PortsTaken ends the nodes and the proxy, and reports whether another process has one of their
// ports.
func (s *Scenario) PortsTaken() bool {
	s.endNodes()
	s.closeProxy()
	for _, port := range s.ports {
		if ports.Free(loopback, port) != nil {
			return true
		}
	}
	return false
}
