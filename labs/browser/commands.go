package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// This file executes the phx attributes of elements.

// click sends the events of a phx-click attribute, with the element's phx-value- attributes.
func (l *live) click(ctx context.Context, n *html.Node, attribute string) (*Page, error) {
	pushes, isJS := jsPushes(attribute)
	if !isJS {
		pushes = []push{{Event: attribute}}
	}
	for _, c := range pushes {
		value := tree{}
		for _, a := range n.Attr {
			if name, ok := strings.CutPrefix(a.Key, "phx-value-"); ok {
				value[name] = a.Val
			}
		}
		if valued[n.DataAtom] && !(ticks(n) && has(n, "checked")) {
			value["value"] = valueOf(n)
		}
		maps.Copy(value, c.Value)
		if next, err := l.do(ctx, n, "click", c, value); err != nil || next != l.page {
			return next, err
		}
	}
	return l.page, nil
}

// valued are the elements whose value a click sends.
var valued = map[atom.Atom]bool{
	atom.Button: true, atom.Input: true, atom.Select: true, atom.Textarea: true, atom.Option: true,
	atom.Meter: true, atom.Progress: true, atom.Data: true, atom.Output: true,
}

// form sends the values of a form with the events of its phx-submit or phx-change attribute.
func (l *live) form(ctx context.Context, n *html.Node, attribute string, values url.Values) (*Page, error) {
	pushes, isJS := jsPushes(attribute)
	if !isJS {
		pushes = []push{{Event: attribute}}
	}
	for _, c := range pushes {
		if next, err := l.do(ctx, n, "form", c, values.Encode()); err != nil || next != l.page {
			return next, err
		}
	}
	return l.page, nil
}

// do executes one command of an element.
func (l *live) do(ctx context.Context, n *html.Node, kind string, c push, value any) (*Page, error) {
	if c.Href == "" {
		return l.event(ctx, l.target(n, c.Target), kind, c.Event, value)
	}
	to, err := l.page.URL.Parse(c.Href)
	if err != nil {
		return nil, fmt.Errorf("the address of %q is not valid: %w", text(n), err)
	}
	if c.Event == patches {
		return l.patch(ctx, to)
	}
	l.page.Close()
	return l.page.browser.Get(ctx, to.String())
}

// A push is a command of Phoenix.LiveView.JS that reaches the server. The command push sends an
// event. The commands patch and navigate open Href. They have their own names as Event.
type push struct {
	Event  string `json:"event"`
	Value  tree   `json:"value"`
	Target any    `json:"target"`
	Href   string `json:"href"`
}

const (
	patches   = "patch"
	navigates = "navigate"
)

// jsPushes returns the commands in an attribute that reach the server. It returns false if the
// attribute is the name of an event instead of a list of JS commands.
func jsPushes(attribute string) (all []push, ok bool) {
	var commands [][2]json.RawMessage
	if json.Unmarshal([]byte(attribute), &commands) != nil {
		return nil, false
	}
	for _, c := range commands {
		var name string
		var p push
		if json.Unmarshal(c[0], &name) != nil || json.Unmarshal(c[1], &p) != nil {
			continue
		}
		switch name {
		case "push":
			p.Href = ""
			all = append(all, p)
		case patches, navigates:
			all = append(all, push{Event: name, Href: p.Href})
		}
	}
	return all, true
}

// target returns the id of the component that an event of n goes to, or nil for the LiveView
// itself.
func (l *live) target(n *html.Node, named any) any {
	if named == nil && has(n, "phx-target") {
		named = attr(n, "phx-target")
	}
	switch named := named.(type) {
	case float64:
		return int(named)
	case string:
		if cid, err := strconv.Atoi(named); err == nil {
			return cid
		}
	}
	return nil
}
