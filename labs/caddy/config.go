package caddy

import (
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// Options are what lab decides of a configuration, whatever it says itself.
type Options struct {
	// Data is where certificates and all else that Caddy keeps goes.
	Data string
	// Ports names other ports in place of those of the configuration; 0 stands for
	// all of them.
	Ports map[int]int
	// Root is the folder of the configuration: files are served from there alone, and
	// logs written there.
	Root string
	// Stand puts a text in the place of the configuration's before it is confined.
	Stand func(config string) string
	// Spare has listeners for which Ports names no other port listen at one that it
	// returns.
	Spare func() (int, error)
	// Nodes are the ports of nodes, at which Caddy cannot listen, with the ports that the
	// configuration calls them by.
	Nodes map[int]int
	// Site is the port of the site that Facts are about, 0 for all.
	Site int
	// Admin is the address of Caddy's own interface; none if empty.
	Admin string
}

// A Listener is where Caddy will listen.
type Listener struct {
	Host string
	Port int
	// Name is that of the first site there, "" where none is named.
	Name string
}

// object is a JSON object.
type object = map[string]any

// at returns the object under a path of keys, which is made where it is missing.
func at(o object, path ...string) object {
	for _, key := range path {
		next, ok := o[key].(object)
		if !ok {
			next = object{}
			o[key] = next
		}
		o = next
	}
	return o
}

// Confine changes a configuration (Caddy's JSON) so that it stays on this machine:
// it listens at the loopback, signs its certificates itself, asks nobody to trust
// them, and keeps what it keeps in one folder. It returns where it will listen. What
// asks for more is a *Refusal (gate.go).
func Confine(config []byte, o Options) ([]byte, []Listener, error) {
	var c object
	if err := json.Unmarshal(config, &c); err != nil {
		return nil, nil, fmt.Errorf("reading Caddy's configuration: %w", err)
	}
	if c == nil {
		c = object{}
	}
	if err := permit(c, o.Root); err != nil {
		return nil, nil, err
	}
	admin := object{"config": object{"persist": false}}
	if o.Admin == "" {
		admin["disabled"] = true
	} else {
		admin["listen"] = o.Admin
	}
	c["admin"] = admin
	c["storage"] = object{"module": "file_system", "root": o.Data}
	at(c, "apps", "pki", "certificate_authorities", "local")
	for id := range at(c, "apps", "pki", "certificate_authorities") {
		at(c, "apps", "pki", "certificate_authorities", id)["install_trust"] = false
	}
	signItself(at(c, "apps", "tls", "automation"))
	var all []Listener
	for id := range at(c, "apps", "http", "servers") {
		server := at(c, "apps", "http", "servers", id)
		listeners, err := o.moveIn(server)
		if err != nil {
			return nil, nil, err
		}
		all = append(all, listeners...)
		// They need port 80, which a student seldom may open.
		at(server, "automatic_https")["disable_redirects"] = true
	}
	out, err := json.Marshal(c)
	return out, all, err
}

// permit reports what a configuration may not ask for.
func permit(c object, root string) error {
	if err := texts(c); err != nil {
		return err
	}
	return grammar.rule(&gate{root: root}, "", c)
}

// signItself makes the internal CA sign what no other issuer was named for:
// nothing here asks a CA of the network.
func signItself(automation object) {
	internal := []any{object{"module": "internal"}}
	policies, _ := automation["policies"].([]any)
	forAll := false
	for _, p := range policies {
		policy, ok := p.(object)
		if !ok {
			continue
		}
		if !internalOnly(policy["issuers"]) {
			policy["issuers"] = internal
		}
		forAll = forAll || policy["subjects"] == nil
	}
	if !forAll {
		policies = append(policies, object{"issuers": internal})
	}
	automation["policies"] = policies
}

// internalOnly reports whether issuers are named, and none is a CA of the network.
func internalOnly(issuers any) bool {
	all, _ := issuers.([]any)
	for _, i := range all {
		if issuer, _ := i.(object); issuer["module"] != "internal" {
			return false
		}
	}
	return len(all) > 0
}

// moveIn rewrites the addresses that a server listens at.
func (o Options) moveIn(server object) ([]Listener, error) {
	var all []Listener
	addrs, _ := server["listen"].([]any)
	for i, a := range addrs {
		text, _ := a.(string)
		network, rest, found := strings.Cut(text, "/")
		if !found {
			network, rest = "tcp", text
		}
		host, portText, err := net.SplitHostPort(rest)
		port, numErr := strconv.Atoi(portText)
		if err != nil || numErr != nil || !strings.HasPrefix(network, "tcp") {
			return nil, &Refusal{What: "listening at " + text, Why: "name one TCP port", at: []string{text, "bind", "listen"}}
		}
		if port, err = o.port(port); err != nil {
			return nil, err
		}
		if named, ok := o.Nodes[port]; ok {
			return nil, &Refusal{What: fmt.Sprint("port ", named), Why: "a node of the lab has it", at: []string{fmt.Sprint(":", named)}}
		}
		if ip := net.ParseIP(host); !ip.IsLoopback() {
			host = "127.0.0.1"
		}
		addrs[i] = net.JoinHostPort(host, strconv.Itoa(port))
		all = append(all, Listener{host, port, siteName(server)})
	}
	return all, nil
}

// port is where Caddy listens in the place of a port that the configuration names.
func (o Options) port(named int) (int, error) {
	for _, from := range []int{named, 0} {
		if to, ok := o.Ports[from]; ok {
			return to, nil
		}
	}
	if o.Spare != nil {
		return o.Spare()
	}
	return named, nil
}

// siteName is the first host that a server's routes name.
func siteName(server object) string {
	routes, _ := server["routes"].([]any)
	for _, r := range routes {
		route, _ := r.(object)
		matchers, _ := route["match"].([]any)
		for _, m := range matchers {
			matcher, _ := m.(object)
			hosts, _ := matcher["host"].([]any)
			if len(hosts) > 0 {
				name, _ := hosts[0].(string)
				return name
			}
		}
	}
	return ""
}
