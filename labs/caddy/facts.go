package caddy

import (
	"encoding/json"
	"net"
	"slices"
	"strconv"
	"time"
)

// Facts summarises a configuration, with its ports as written there.
type Facts struct {
	// Listens are the ports to listen on. Servers are the ports of upstream servers on this
	// machine. Both are sorted and without duplicates.
	Listens, Servers []int
	// Health is the path of active health checks, "" without them, and Interval is their interval.
	Health   string
	Interval time.Duration
	// Retries reports whether failed requests are retried.
	Retries bool

	site int
}

// defaultInterval is Caddy's default interval of health checks.
const defaultInterval = 30 * time.Second

// FactsOf reads a configuration in Caddy's JSON. Servers and health checks are those of the site at
// the given port. The port 0 means all sites.
func FactsOf(config []byte, site int) Facts {
	var c any
	f := Facts{site: site}
	if json.Unmarshal(config, &c) == nil {
		f.collect(c)
	}
	slices.Sort(f.Listens)
	slices.Sort(f.Servers)
	f.Listens, f.Servers = slices.Compact(f.Listens), slices.Compact(f.Servers)
	return f
}

func (f *Facts) collect(v any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			f.collect(one)
		}
	case object:
		if listen, ok := v["listen"].([]any); ok {
			here := portsOf(listen...)
			f.Listens = append(f.Listens, here...)
			if f.site != 0 && !slices.Contains(here, f.site) {
				return // requests to the selected site do not get here
			}
		}
		if dial, ok := v["dial"]; ok {
			f.Servers = append(f.Servers, portsOf(dial)...)
		}
		if more, ok := v["load_balancing"].(object); ok {
			f.Retries = f.Retries || more["retries"] != nil || more["try_duration"] != nil
		}
		if active, ok := v["active"].(object); ok {
			f.health(active)
		}
		for _, one := range v {
			f.collect(one)
		}
	}
}

// health reads the active health checks. They count only if they name a path or a port.
func (f *Facts) health(active object) {
	for _, key := range []string{"uri", "path"} {
		if path, _ := active[key].(string); path != "" {
			f.Health = path
		}
	}
	if active["port"] != nil && f.Health == "" {
		f.Health = "/"
	}
	f.Interval = defaultInterval
	if ns, ok := active["interval"].(float64); ok {
		f.Interval = time.Duration(ns)
	}
}

// portsOf returns the ports in addresses.
func portsOf(addresses ...any) []int {
	var all []int
	for _, a := range addresses {
		text, _ := a.(string)
		_, port, err := net.SplitHostPort(text)
		if n, numErr := strconv.Atoi(port); err == nil && numErr == nil {
			all = append(all, n)
		}
	}
	return all
}
