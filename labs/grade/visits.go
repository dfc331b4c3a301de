package grade

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"lab/labs/browser"
	"lab/labs/caddy"
	"lab/labs/grade/script"
	"lab/runtime/term"
)

// This file determines which node produced a page. It does not rely on the page's text. It relies
// on the runtimes of the nodes, which record the requests that their web servers answer.

// After maxFailed failed visits, no more visits are made. If all visits have failed, allFailed of
// them suffice, because each visit may take as long as the proxy's retries.
const (
	maxFailed = 4
	allFailed = 3
)

// token is the prefix of the mark that identifies a visit in the query of its request.
const token = "visit="

// A crowd summarises the pages of several visitors.
type crowd struct {
	statuses map[int]bool
	by       map[string]bool // the nodes that produced the pages
	unmade   int             // pages that no node produced
	failed   int             // visits without a successful page
	errors   []string
}

// visits opens a page with several new browsers, one after the other. It stops early after several
// failed visits, or after a visit without an answer.
func (v *visitors) visits(ctx context.Context, a script.Action) (term.Term, error) {
	met := crowd{statuses: map[int]bool{}, by: map[string]bool{}}
	for n := 0; n < a.Visits && met.failed < maxFailed && (n < allFailed || met.failed < n); n++ {
		status, node, err := v.stranger(ctx, a)
		switch {
		case ctx.Err() != nil:
			return term.Term{}, ctx.Err()
		case err != nil:
			met.errors = append(met.errors, err.Error())
		case node != "":
			met.by[node] = true
		case status < http.StatusBadRequest:
			met.unmade++
		}
		met.statuses[status] = true
		if err != nil || status >= http.StatusBadRequest {
			met.failed++
		}
		if errors.Is(err, errNoAnswer) {
			break
		}
	}
	return met.term(v.nodes), nil
}

// stranger opens a page with a new browser. It returns the status, or 0 if there is no page, and
// the node that produced the page.
func (v *visitors) stranger(ctx context.Context, a script.Action) (status int, node string, err error) {
	at, err := v.nodes.Address(a.Browse)
	if err != nil {
		return 0, "", err
	}
	b := browser.New(v.nodes.Trusted())
	defer b.Close()
	within, cancel := visiting(ctx)
	defer cancel()
	mark := token + strings.ToLower(rand.Text())
	sep := "?"
	if strings.Contains(a.Get, "?") {
		sep = "&"
	}
	p, err := b.Get(within, at+a.Get+sep+mark)
	if err != nil {
		return 0, "", told(within, err)
	}
	defer p.Close()
	if err := v.poll(ctx); err != nil {
		return 0, "", err
	}
	return p.Status, v.maker(a.Get, mark, p.Status), nil
}

// maker returns the node that answered a visit with the status or with a redirect, or "".
func (v *visitors) maker(path, mark string, status int) string {
	for _, name := range slices.Sorted(maps.Keys(v.log)) {
		for _, r := range v.log[name] {
			if strings.HasPrefix(r.Target, path) && strings.Contains(r.Target, mark) && (r.Status == status || r.Status/100 == 3) {
				return name
			}
		}
	}
	return ""
}

// poll fetches the answered requests from all running nodes. It ignores errors of nodes that end
// meanwhile.
func (v *visitors) poll(ctx context.Context) error {
	for _, name := range v.up() {
		all, err := v.nodes.Served(ctx, name)
		if err != nil && v.nodes.Up(name) {
			return err
		}
		v.log[name] = append(v.log[name], all...)
	}
	return nil
}

// served returns the requests that the nodes have answered, except those of visits.
func (v *visitors) served(ctx context.Context) (term.Term, error) {
	if err := v.poll(ctx); err != nil {
		return term.Term{}, err
	}
	all := term.NewMap()
	for _, name := range v.up() {
		var list []term.Term
		for _, r := range v.log[name] {
			if !strings.Contains(r.Target, token) {
				list = append(list, term.Tup(term.Str(r.Target), term.Int(int64(r.Status))))
			}
		}
		all = all.Put(term.Sym(v.nodes.Full(name)), term.List(list...))
	}
	return term.FromMap(all), nil
}

// term returns %{statuses: [200], by: [nodes], failed: 0, unmade: 0, errors: []}.
func (c crowd) term(nodes Nodes) term.Term {
	var statuses, by, errs []term.Term
	for _, s := range slices.Sorted(maps.Keys(c.statuses)) {
		statuses = append(statuses, term.Int(int64(s)))
	}
	for _, name := range slices.Sorted(maps.Keys(c.by)) {
		by = append(by, term.Sym(nodes.Full(name)))
	}
	for _, text := range c.errors {
		errs = append(errs, term.Str(text))
	}
	return term.MapOf(term.Sym("statuses"), term.List(statuses...), term.Sym("by"), term.List(by...),
		term.Sym("failed"), term.Int(int64(c.failed)), term.Sym("unmade"), term.Int(int64(c.unmade)), term.Sym("errors"), term.List(errs...))
}

// proxyTerm returns %{listens: [ports], servers: [ports], health: path | nil, retries: true}.
func proxyTerm(f caddy.Facts) term.Term {
	list := func(ports []int) term.Term {
		var all []term.Term
		for _, p := range ports {
			all = append(all, term.Int(int64(p)))
		}
		return term.List(all...)
	}
	health := term.Nil
	if f.Health != "" {
		health = term.Str(f.Health)
	}
	return term.MapOf(term.Sym("listens"), list(f.Listens), term.Sym("servers"), list(f.Servers), term.Sym("health"), health,
		term.Sym("retries"), term.Bool(f.Retries))
}
