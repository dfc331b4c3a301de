package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"lab/labs/caddy"
	"lab/labs/catalogue"
	"lab/labs/ports"
	"lab/repl/edit"
	"lab/repl/live"
)

// This file checks the ports of web pages, Caddy, the browser and the editor. Only some labs need
// them, so `lab doctor` does not count a missing program as a fault of the machine.

// pages checks that the ports of the labs with pages are free, and looks for the programs that
// these labs use.
func (e *examination) pages(c *catalogue.Catalogue) {
	needs, proxied := map[int][]string{}, []string(nil)
	need := func(port int, lab string) {
		if port != 0 && !slices.Contains(needs[port], lab) {
			needs[port] = append(needs[port], lab)
		}
	}
	for _, l := range c.Labs {
		for _, n := range l.Nodes {
			need(n.Port, l.ID)
		}
		if l.Proxy != nil {
			need(l.Proxy.Port, l.ID)
			proxied = append(proxied, l.ID)
		}
	}
	if len(needs) == 0 {
		return
	}
	var free []string
	for _, port := range slices.Sorted(maps.Keys(needs)) {
		if err := ports.Free("127.0.0.1", port); err != nil {
			e.note("%v; pages of %s are served there: end that program, or use lab run --other-ports %s", err, labs(needs[port]), needs[port][0])
			continue
		}
		free = append(free, fmt.Sprint(port))
	}
	if len(free) > 0 {
		e.good("free ports for pages: %s", strings.Join(free, ", "))
	}
	if len(proxied) > 0 {
		e.proxy(labs(proxied))
	}
	if live.Browses() {
		e.good("o in a lab opens its page in your browser")
	} else {
		e.note("there is no xdg-open here: open the address of a lab's page in a browser yourself")
	}
}

// labs returns a list of lab ids as text, such as "lab 8" or "labs 8, 9".
func labs(ids []string) string {
	if len(ids) == 1 {
		return "lab " + ids[0]
	}
	return "labs " + strings.Join(ids, ", ")
}

func (e *examination) proxy(who string) {
	file, err := caddy.Installed(context.Background())
	switch {
	case err == nil:
		e.good("Caddy for %s: %s", who, file)
	case errors.Is(err, caddy.ErrUnbuilt):
		e.note("Caddy for %s: lab builds it when it is first used, which takes a minute or two", who)
	default:
		e.note("Caddy for %s: %v", who, err)
	}
}

func (e *examination) editor() {
	command, err := edit.Here("FILE", 1)
	if err != nil {
		e.note("e in a lab opens no file: %v", err)
		return
	}
	e.good("e in a lab opens files with %s", command.Args[0])
}
