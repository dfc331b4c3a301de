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

// loopback is where web servers and the proxy listen.
const loopback = "127.0.0.1"

// This file finds the ports that the web servers and the proxy of a scenario
// listen on.

// Free ports are looked for below those that systems give to outgoing
// connections, so that none takes one between our look and its use.
const (
	firstFree = 20000
	lastFree  = 32000
)

// given are the free ports that this process has handed out.
var given = struct {
	sync.Mutex
	ports map[int]bool
}{ports: map[int]bool{}}

// freePort returns a port that nobody listens on.
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
	return 0, errors.New("no free port of this machine was found")
}

func releasePort(port int) {
	given.Lock()
	defer given.Unlock()
	delete(given.ports, port)
}

// assignPorts decides where each web server and the proxy listen: on the ports
// that the lab names, or on free ones in their place.
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

// withPorts puts the ports in use into a text that names those of the lab.
func (s *Scenario) withPorts(text string) string {
	return number().ReplaceAllStringFunc(text, func(colon string) string {
		port, _ := strconv.Atoi(colon[1:])
		if used, ok := s.ports[port]; ok {
			return ":" + strconv.Itoa(used)
		}
		return colon
	})
}

// Address implements Nodes. A place has it whether anybody answers there or not.
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

// Page is the address of a path of the lab's pages, at the proxy where there is
// one.
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

// PortsTaken ends the nodes and the proxy, and reports whether somebody else has one of
// the ports that they were given.
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
