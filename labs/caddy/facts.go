package caddy

import (
	"encoding/json"
	"net"
	"slices"
	"strconv"
	"time"
)

// Facts are what a configuration says about who answers, in its own words.
type Facts struct {
	// Listens are the ports at which it wants to listen, Servers those of this machine
	// that requests are passed on to. Both are sorted, each is named once.
	Listens, Servers []int
	// Health is the path by which servers are asked whether they are well, "" where they
	// are not, and Interval how often they are.
	Health   string
	Interval time.Duration
	// Retries says that a request that failed is tried again.
	Retries bool

	site int
}

// defaultInterval is Caddy's own.
const defaultInterval = 30 * time.Second

// FactsOf reads a configuration (Caddy's JSON). Servers and health checks are those of the
// site at a port, of all where it is 0.
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
				return // nobody who visits the site gets there
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

// health reads active health checks. Those without a path and a port are none.
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

// portsOf are those of addresses.
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
