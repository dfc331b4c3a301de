package caddy

import (
	"encoding/json"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// Options are lab's settings, which override those of a configuration.
type Options struct {
	// Data is the folder for certificates and all other data of Caddy.
	Data string
	// Ports maps ports of the configuration to other ports. The key 0 means all ports without an
	// entry of their own.
	Ports map[int]int
	// Root is the folder of the configuration. Caddy serves files and writes logs only below it.
	Root string
	// Stand, if set, rewrites the configuration before it is confined.
	Stand func(config string) string
	// Spare, if set, returns a free port for each listener that has no entry in Ports.
	Spare func() (int, error)
	// Nodes maps the ports of nodes, where Caddy cannot listen, to the corresponding ports in the
	// configuration.
	Nodes map[int]int
	// Site is the port of the site whose Facts are collected. The value 0 means all sites.
	Site int
	// Admin is the address of Caddy's admin interface. If it is empty, the interface is disabled.
	Admin string
}

// A Listener is an address where Caddy will listen.
type Listener struct {
	Host string
	Port int
	// Name is the host name of the first site there, or "".
	Name string
}

// object is a JSON object.
type object = map[string]any

// at returns the nested object at a path of keys, creating missing objects.
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

// Confine changes a configuration in Caddy's JSON so that it stays on this machine. Caddy listens
// on the loopback, signs its certificates itself, does not install its root certificate, and keeps
// its data in one folder. Confine returns the new configuration and its listeners. It returns a
// *Refusal (gate.go) for a configuration that asks for more.
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
		// Redirects need port 80, for which a student usually lacks permission.
		at(server, "automatic_https")["disable_redirects"] = true
	}
	out, err := json.Marshal(c)
	return out, all, err
}

// permit returns a *Refusal if the configuration is not allowed.
func permit(c object, root string) error {
	if err := texts(c); err != nil {
		return err
	}
	return grammar.rule(&gate{root: root}, "", c)
}

// signItself makes Caddy's internal CA sign all certificates, so that Caddy never contacts a
// public CA.
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

// internalOnly reports whether there are issuers and all of them are internal.
func internalOnly(issuers any) bool {
	all, _ := issuers.([]any)
	for _, i := range all {
		if issuer, _ := i.(object); issuer["module"] != "internal" {
			return false
		}
	}
	return len(all) > 0
}

// moveIn moves the addresses of a server to the loopback and to the ports of the options.
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
			return nil, &Refusal{Word: "listening at " + text, Reason: "name one TCP port", at: []string{text, "bind", "listen"}}
		}
		if port, err = o.port(port); err != nil {
			return nil, err
		}
		if named, ok := o.Nodes[port]; ok {
			return nil, &Refusal{Word: fmt.Sprint("port ", named), Reason: "a node of the lab uses it", at: []string{fmt.Sprint(":", named)}}
		}
		if ip := net.ParseIP(host); !ip.IsLoopback() {
			host = "127.0.0.1"
		}
		addrs[i] = net.JoinHostPort(host, strconv.Itoa(port))
		all = append(all, Listener{host, port, siteName(server)})
	}
	return all, nil
}

// port returns the port that replaces a port of the configuration.
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

// siteName returns the first host name in a server's routes, or "".
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
